// WebDriver, as far as the walk needs it: by HTTP (WebKitWebDriver) and by Firefox's own socket (Marionette, which
// geckodriver, that Debian does not have, would only translate to).
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const WAIT_MS = 30_000;

/** @typedef {(command: string, parameters?: object) => Promise<any>} Send */

/** Sends commands to a WebDriver server over HTTP. */
export async function httpDriver(url, capabilities, signal) {
  const ask = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      ...(method === 'POST' && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(60_000)]),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value?.error} ${value?.message}`);
    return value;
  };
  const { sessionId, capabilities: told } = await ask('POST', '/session', {
    capabilities: { alwaysMatch: capabilities },
  });
  const path = `/session/${sessionId}`;
  const routes = {
    Navigate: (body) => ask('POST', `${path}/url`, body),
    FindElement: (body) => ask('POST', `${path}/element`, body),
    ElementClick: ({ id }) => ask('POST', `${path}/element/${id}/click`, {}),
    ElementSendKeys: ({ id, text }) => ask('POST', `${path}/element/${id}/value`, { text }),
    PerformActions: (body) => ask('POST', `${path}/actions`, body),
    ExecuteScript: (body) => ask('POST', `${path}/execute/sync`, body),
    TakeScreenshot: () => ask('GET', `${path}/screenshot`),
    DeleteSession: () => ask('DELETE', path),
  };
  return { told, send: (command, parameters = {}) => routes[command](parameters), close: () => {} };
}

/** Sends commands to a Firefox that was started with `--marionette`. */
export async function marionetteDriver(port, capabilities, signal) {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect', { signal });
  const waiting = new Map();
  let received = Buffer.alloc(0);
  let greeted = () => {};
  const greeting = new Promise((resolve) => (greeted = resolve));
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox has gone'));
  });
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const colon = received.indexOf(0x3a);
      const length = colon < 0 ? Number.NaN : Number(received.subarray(0, colon));
      if (!(received.length >= colon + 1 + length)) return;
      const message = JSON.parse(received.subarray(colon + 1, colon + 1 + length).toString());
      received = received.subarray(colon + 1 + length);
      if (!Array.isArray(message)) greeted();
      else {
        const [, id, error, result] = message;
        const { resolve, reject, command } = waiting.get(id);
        waiting.delete(id);
        if (error) reject(new Error(`${command}: ${error.error} ${error.message}`));
        else resolve(result && 'value' in result ? result.value : result);
      }
    }
  });
  await greeting;
  let number = 0;
  const send = (command, parameters = {}) =>
    new Promise((resolve, reject) => {
      const id = ++number;
      waiting.set(id, { resolve, reject, command });
      const text = JSON.stringify([0, id, `WebDriver:${command}`, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  const { capabilities: told } = await send('NewSession', { capabilities: { alwaysMatch: capabilities } });
  return { told, send, close: () => socket.destroy() };
}

/** A page in a browser, driven by either of the above. */
export class Page {
  #send;
  /** @param {Send} send */
  constructor(send) {
    this.#send = send;
  }

  open(url) {
    return this.#send('Navigate', { url });
  }

  /** Runs a function in the page; it gets JSON and gives JSON. */
  run(work, ...args) {
    return this.#send('ExecuteScript', { script: `return (${work}).apply(null, arguments)`, args });
  }

  /** Waits until a function of the page gives something true, and gives that. */
  async until(what, work, ...args) {
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const value = await this.run(work, ...args).catch(() => null);
      if (value) return value;
      if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`);
      await sleep(100);
    }
  }

  /** The first element of a CSS selector that is shown. */
  async find(selector) {
    const shown = (css) =>
      [...document.querySelectorAll(css)].some((element) => element.getClientRects().length > 0);
    await this.until(selector, shown, selector);
    const found = await this.#send('FindElement', { using: 'css selector', value: selector });
    return found[ELEMENT];
  }

  async click(selector) {
    const id = await this.find(selector);
    await this.run((css) => {
      document.querySelector(css).scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    }, selector);
    await this.#send('ElementClick', { id });
  }

  async type(selector, text) {
    await this.#send('ElementSendKeys', { id: await this.find(selector), text });
  }

  /** Presses a key where the focus is. */
  press(key) {
    const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: key }));
    return this.#send('PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async screenshot() {
    return Buffer.from(await this.#send('TakeScreenshot'), 'base64');
  }

  async quit() {
    await this.#send('DeleteSession').catch(() => {});
  }
}
