import { createLoader, createSerializer, parseAsString } from 'nuqs/server';

/** The address of the audit log: `/audit?who=…&kind=played&task=54&at=2026-11-01..2026-11-30`. The server says what it does not know. */
export const auditSearchParams = {
  who: parseAsString,
  kind: parseAsString,
  task: parseAsString,
  at: parseAsString,
  before: parseAsString,
};

export const loadAuditSearch = createLoader(auditSearchParams);
export const serializeAuditSearch = createSerializer(auditSearchParams);
