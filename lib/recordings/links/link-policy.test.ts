import { describe, expect, it } from 'vitest';

import { fetchableLink } from './link-policy';

const SIMULATOR = { protocol: 'http', host: '127.0.0.1:4010' } as const;

describe('fetchableLink', () => {
  it.each([
    'http://record.oss-cn-shanghai.aliyuncs.com/a/b.wav?Expires=1&Signature=x%2By',
    'https://record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.com:443/a.wav',
    'http://record.oss-cn-shanghai.aliyuncs.com:80/a.wav',
    'https://r2-d2.oss-cn-hangzhou-internal.aliyuncs.com/a.wav',
    'https://RECORD.OSS-cn-shanghai.aliyuncs.com/a.wav',
    'https://b.oss-accelerate.aliyuncs.com/a.wav',
  ])('lets %s through', (link) => {
    expect(fetchableLink(link)?.hostname).toMatch(/\.oss-[a-z-]+\.aliyuncs\.com$/);
  });

  it.each([
    '',
    'record.wav',
    '//record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'ftp://record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'file:///etc/passwd',
    'data:audio/wav;base64,AAAA',
    'https://record.oss-cn-shanghai.aliyuncs.com:8443/a.wav',
    'http://record.oss-cn-shanghai.aliyuncs.com:443/a.wav',
    'https://user@record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://:pw@record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.com@evil.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.com%40evil.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.com.evil.com/a.wav',
    'https://oss-cn.aliyuncs.com.evil.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.com./a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.comevil/a.wav',
    'https://evil.com/record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://evil.com#record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://evil.com?.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://evil.com\\.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.com\\@evil.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.com/a\n.wav',
    ' https://record.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://a.b.oss-cn-shanghai.aliyuncs.com/a.wav',
    'https://record.oss-.aliyuncs.com/a.wav',
    'https://record.oss-cn-shanghai.evil.aliyuncs.com/a.wav',
    'https://record.xoss-cn-shanghai.aliyuncs.com/a.wav',
    'https://record.oss-cn-shanghai.aliyuncs.cоm/a.wav',
    'https://record.oss-cn-shanghaı.aliyuncs.com.xn--p1ai/a.wav',
    'https://-a.oss-cn-shanghai.aliyuncs.com/a.wav',
    'http://127.0.0.1/a.wav',
    'http://127.0.0.1:4010/a.wav',
    'http://2130706433/a.wav',
    'http://0x7f.1/a.wav',
    'http://[::1]/a.wav',
    'http://[::ffff:127.0.0.1]:4010/a.wav',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost/a.wav',
  ])('refuses %j', (link) => {
    expect(fetchableLink(link)).toBeNull();
  });

  it('knows the endpoint by its exact host and port', () => {
    expect(fetchableLink('http://127.0.0.1:4010/record/a.wav?Expires=1', SIMULATOR)?.pathname).toBe(
      '/record/a.wav',
    );
    expect(fetchableLink('https://record.oss-cn-shanghai.aliyuncs.com/a.wav', SIMULATOR)).not.toBeNull();
    for (const link of [
      'http://127.0.0.1:4011/a.wav',
      'http://127.0.0.1/a.wav',
      'http://127.0.0.2:4010/a.wav',
      'http://localhost:4010/a.wav',
      'http://u@127.0.0.1:4010/a.wav',
      'http://127.0.0.1:4010@evil.com/a.wav',
      'http://[::1]:4010/a.wav',
    ]) {
      expect(fetchableLink(link, SIMULATOR)).toBeNull();
    }
    const proxy = { protocol: 'https', host: 'proxy.example' } as const;
    expect(fetchableLink('https://proxy.example/a.wav', proxy)).not.toBeNull();
    expect(fetchableLink('https://proxy.example:443/a.wav', proxy)).not.toBeNull();
    expect(fetchableLink('http://proxy.example/a.wav', proxy)).toBeNull();
    expect(fetchableLink('https://a.proxy.example/a.wav', proxy)).toBeNull();
  });
});
