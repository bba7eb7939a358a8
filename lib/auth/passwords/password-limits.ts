/** In characters, as people count them. */
export const MIN_PASSWORD_LENGTH = 12;
/** A longer one is refused before it is hashed, so that nobody makes us hash megabytes. */
export const MAX_PASSWORD_LENGTH = 1024;
