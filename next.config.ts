import createNextIntlPlugin from 'next-intl/plugin';
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The tests build beside a running demo.
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: true,
  serverExternalPackages: [
    '@node-rs/argon2',
    '@alicloud/openapi-core',
    '@alicloud/credentials',
    'postgres',
    'rate-limiter-flexible',
  ],
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@tabler/icons-react'] },
  rewrites: () =>
    Promise.resolve([{ source: '/query-task-execution', destination: '/api/query-task-execution' }]),
};

export default createNextIntlPlugin('./lib/i18n/request.ts')(config);
