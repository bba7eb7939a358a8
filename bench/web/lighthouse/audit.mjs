// One Lighthouse audit of a page in a browser that already runs and is signed in:
// `node audit.mjs <lighthouse's module> <port of the browser's debugger> <url>`. Prints the figures as JSON.
// A process of its own: what it needs must not weigh on the benchmark that asked for it.
import { pathToFileURL } from 'node:url';

const [module, port, url] = process.argv.slice(2);
const { default: lighthouse } = await import(pathToFileURL(module).href);
const { lhr } = await lighthouse(url, {
  port: Number(port),
  output: 'json',
  logLevel: 'silent',
  onlyCategories: ['performance', 'accessibility'],
  // As it is: no slower network, no slower processor, an operator's screen.
  throttlingMethod: 'provided',
  formFactor: 'desktop',
  screenEmulation: { disabled: true },
  // The session's cookie stays.
  disableStorageReset: true,
});
if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
const failed = lhr.categories.accessibility.auditRefs
  .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score === 0)
  .map(({ id }) => id);
const ms = (id) => lhr.audits[id].numericValue;
console.log(
  JSON.stringify({
    finalUrl: lhr.finalDisplayedUrl,
    performance: Math.round(lhr.categories.performance.score * 100),
    accessibility: Math.round(lhr.categories.accessibility.score * 100),
    failed,
    firstPaintMs: ms('first-contentful-paint'),
    largestPaintMs: ms('largest-contentful-paint'),
    blockedMs: ms('total-blocking-time'),
    layoutShift: ms('cumulative-layout-shift'),
  }),
);
process.exit(0);
