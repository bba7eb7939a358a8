import { crc32 } from 'node:zlib';

// The few records of a ZIP archive (APPNOTE.TXT 6.3.10) whose parts are written by different processes at different
// times, which no library's stream can do. No ZIP64: a file ends below 2 GiB and 65,535 entries (see MOST_BYTES).

export type ZipEntry = {
  name: string;
  crc: number;
  packed: number;
  size: number;
  offset: number;
  method: Method;
  /** Sizes stand behind the entry. */
  isStream: boolean;
};

/** Stored as it is, or raw deflate. */
export type Method = 'store' | 'deflate';

const METHODS: Record<Method, number> = { store: 0, deflate: 8 };
const VERSION = 20;
/** Names are UTF-8 (bit 11); sizes follow in a descriptor (bit 3). */
const UTF8 = 0x0800;
const STREAM = 0x0008;

/** A time of Asia/Shanghai as MS-DOS has it; its years begin in 1980. */
function dosTime(at: Date): { time: number; date: number } {
  const there = new Date(at.getTime() + 8 * 3_600_000);
  const year = Math.min(127, Math.max(0, there.getUTCFullYear() - 1980));
  return {
    time: (there.getUTCHours() << 11) | (there.getUTCMinutes() << 5) | (there.getUTCSeconds() >> 1),
    date: (year << 9) | ((there.getUTCMonth() + 1) << 5) | there.getUTCDate(),
  };
}

/** What local and central header have in common, from the version needed on. */
function common({ name, crc, packed, size, method, isStream }: ZipEntry, at: Date, isLocal: boolean): Buffer {
  const told = !(isStream && isLocal);
  const { time, date } = dosTime(at);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8 | (isStream ? STREAM : 0), 2);
  fields.writeUInt16LE(METHODS[method], 4);
  fields.writeUInt16LE(time, 6);
  fields.writeUInt16LE(date, 8);
  fields.writeUInt32LE(told ? crc : 0, 10);
  fields.writeUInt32LE(told ? packed : 0, 14);
  fields.writeUInt32LE(told ? size : 0, 18);
  fields.writeUInt16LE(Buffer.byteLength(name), 22);
  fields.writeUInt16LE(0, 24);
  return fields;
}

/** What stands before an entry's bytes. */
export function localHeader(entry: ZipEntry, at: Date): Buffer {
  const name = Buffer.from(entry.name);
  return Buffer.concat([Buffer.from('504b0304', 'hex'), common(entry, at, true), name]);
}

/** What stands behind the bytes of an entry whose size was not known before. */
export function descriptor({ crc, packed, size }: ZipEntry): Buffer {
  const record = Buffer.alloc(16);
  record.write('504b0708', 'hex');
  record.writeUInt32LE(crc, 4);
  record.writeUInt32LE(packed, 8);
  record.writeUInt32LE(size, 12);
  return record;
}

/** A whole small entry that is stored as it is. */
export function storedEntry(
  name: string,
  bytes: Uint8Array,
  offset: number,
  at: Date,
): { entry: ZipEntry; bytes: Buffer[]; end: number } {
  const entry: ZipEntry = {
    name,
    crc: crc32(bytes),
    packed: bytes.length,
    size: bytes.length,
    offset,
    method: 'store',
    isStream: false,
  };
  const header = localHeader(entry, at);
  return { entry, bytes: [header, Buffer.from(bytes)], end: offset + header.length + bytes.length };
}

/** The end of an archive. @param offset bytes before it */
export function centralDirectory(entries: readonly ZipEntry[], offset: number, at: Date): Buffer {
  const records = entries.map((entry) => {
    const head = Buffer.alloc(6);
    head.write('504b0102', 'hex');
    head.writeUInt16LE(VERSION, 4);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(entry.offset, 10);
    return Buffer.concat([head, common(entry, at, false), rest, Buffer.from(entry.name)]);
  });
  const size = records.reduce((sum, record) => sum + record.length, 0);
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...records, end]);
}
