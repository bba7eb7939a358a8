/** A failure whose message is all that the person needs: it is shown without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Ends the process as a command-line program should after `error`. */
export function exitWith(error) {
  if (error instanceof SetupError) {
    console.error(`\n✗ ${error.message}`);
    process.exit(error.exitCode);
  }
  console.error(error);
  process.exit(1);
}
