/** The reasons and failure texts that the server makes itself, in English, by their words in `receipt.reasons`. */
const KNOWN = [
  [/^newer_refresh$/, 'newer_refresh'],
  [/^row_changed$/, 'row_changed'],

  [/^the last element of (?<field>\w+) is not an object$/, 'lastNotObject'],
  [/^(?<field>\w+) is not a list$/, 'notList'],
  [/^(?<field>\w+) is not text$/, 'notText'],
  [/^(?<field>\w+) is not a number$/, 'notNumber'],
  [/^(?<field>\w+) is outside 2000 to 2100$/, 'outside'],
  [/^(?<field>\w+) is longer than (?<limit>\d+) characters$/, 'tooLong'],
  [/^the recording's link is longer than (?<limit>\d+) characters$/, 'linkTooLong'],
  [/^a trigger of the database kept the row as it was$/, 'keptByTrigger'],
  [/^the database refused a value \(SQLSTATE (?<code>\w+)\)$/, 'refused'],

  [/^no answer in time; last: (?<code>.+)$/, 'lateAfter'],
  [/^(no answer in time|the provider did not answer in time)$/, 'late'],
  [/^no turn in time$/, 'noTurn'],
  [/^the one who asked has gone$/, 'callerGone'],
  [/^connection refused$/, 'connectionRefused'],
  [/^connection closed before the answer was complete$/, 'connectionClosed'],
  [/^the host name (is unknown|could not be looked up)$/, 'hostUnknown'],
  [/^(the (host|network) is out of reach|the provider could not be reached)$/, 'outOfReach'],
  [/^no TLS connection could be made$/, 'noTls'],
  [/^the answer is not (JSON|a JSON object)$/, 'notJson'],
  [/^(the answer has another shape|the answer does not say (whether it succeeded|Success))$/, 'otherShape'],
  [/^the answer is too large$/, 'tooLarge'],
  [/^the provider answered with a redirect$/, 'redirect'],
  [/^too many requests$/, 'tooMany'],
  [/^no credentials were found$/, 'noCredentials'],
  [/^the installed client of the provider could not be loaded$/, 'clientNotLoaded'],
] as const satisfies readonly (readonly [RegExp, string])[];

export type KnownReason = (typeof KNOWN)[number][1];

/** Which of our own reasons a text is, with what it names; null for words of the provider's. */
export function knownReason(text: string): { key: KnownReason; values: Record<string, string> } | null {
  for (const [pattern, key] of KNOWN) {
    const match = pattern.exec(text);
    if (match) return { key, values: { ...match.groups } };
  }
  return null;
}
