import { expect, it } from 'vitest';

import { ScriptedJobs } from '../scripted';
import { byteLength, entityTag, readBytes } from './recording';
import { toScriptedFile } from './scripted-file';

it('takes the place of a recording, byte by byte', () => {
  const bytes = Buffer.from('any bytes at all');
  const jobs = new ScriptedJobs();
  jobs.put([], { call: { file: { base64: bytes.toString('base64'), extension: 'mp3' } } });
  const { recording } = jobs.recording('call')!;
  expect(byteLength(recording)).toBe(bytes.length);
  expect(Buffer.concat([...readBytes(recording, 4, 9)])).toEqual(bytes.subarray(4, 9));
  expect(recording.file).toMatchObject({ extension: 'mp3', type: 'audio/mpeg' });
  jobs.put([], { call: { file: { base64: '' } } });
  const empty = jobs.recording('call')!.recording;
  expect([byteLength(empty), empty.file?.type]).toEqual([0, 'audio/wav']);
  expect(entityTag(empty)).not.toBe(entityTag(recording));
});

it('is refused when it makes no sense', () => {
  expect(() => toScriptedFile({ base64: '', extension: 'exe' as never })).toThrow(TypeError);
  expect(() => toScriptedFile({} as never)).toThrow(TypeError);
});
