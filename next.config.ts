import createNextIntlPlugin from 'next-intl/plugin';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The tests build beside a running demo.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  // The benchmark tells by them which bytes are ours; nothing else is built with them.
  productionBrowserSourceMaps: process.env.NEXT_SOURCE_MAPS === '1',
  typedRoutes: true,
  serverExternalPackages: [
    '@node-rs/argon2',
    '@alicloud/openapi-core',
    '@alicloud/credentials',
    // Their decoder threads are made from the packages' own source.
    'mpg123-decoder',
    'opus-decoder',
    'postgres',
    'rate-limiter-flexible',
  ],
  experimental: {
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@tabler/icons-react'],
    // Few large scripts: each request costs a first visit more than the bytes of a page that it may not need.
    turbopackChunking: { minChunkSize: 200_000, maxChunkCountPerGroup: 10, maxMergeChunkSize: 1_000_000 },
  },
  // Headers of answers: lib/http/front-desk/security-headers.ts, and the pages' policy in proxy.ts.
  images: { unoptimized: true },
  // The addresses that other programs know.
  rewrites: () =>
    Promise.resolve(
      [
        ...['query-task-execution', 'start-query-execution-run', 'get-query-execution-run'],
        ...['suspend-resume-task', 'describe-job-group'],
      ].map((name) => ({
        source: `/${name}`,
        destination: `/api/${name}`,
      })),
    ),
};

export default createNextIntlPlugin({
  requestConfig: './lib/i18n/request.ts',
  // Read at the build: a browser that parses no messages shows a page, and a job, the sooner.
  experimental: {
    messages: { path: './lib/i18n/messages', format: 'json', locales: 'infer', precompile: true },
  },
})(config);
