import { afterEach, describe, expect, it, vi } from 'vitest';
import { connection } from '../connection';
import { send } from './transport';

const request = (init?: RequestInit) => new Request('http://localhost/api/v1/me', init);
/** Answers never, but gives up when it is told to: as fetch does. */
const silence = (wanted: Request) => new Promise<Response>((_, reject) => wanted.signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError'))));

afterEach(() => vi.unstubAllGlobals());

describe('a request', () => {
  it('says that we are connected whatever its status', async () => {
    vi.stubGlobal('fetch', async () => new Response('{}', { status: 500 }));
    connection.lost();
    expect((await send(request())).status).toBe(500);
    expect(connection.get().state).toBe('online');
  });

  it('takes an answer of the proxy alone for a lost connection', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 502 }));
    await send(request());
    expect(connection.get().state).toBe('offline');
  });

  it('is given up after its time', async () => {
    vi.stubGlobal('fetch', silence);
    await expect(send(request(), 10)).rejects.toMatchObject({ code: 'timeout' });
    expect(connection.get().state).toBe('offline');
  });

  it('that its caller gave up says nothing about the network', async () => {
    vi.stubGlobal('fetch', async () => new Response('{}'));
    await send(request());
    vi.stubGlobal('fetch', silence);
    const controller = new AbortController();
    const call = send(request({ signal: controller.signal }));
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(connection.get().state).toBe('online');
  });

  it('tells those who wait when the network is back', async () => {
    const back = vi.fn();
    const stop = connection.onReturn(back);
    connection.lost();
    vi.stubGlobal('fetch', async () => new Response('{}'));
    await send(request());
    await send(request());
    expect(back).toHaveBeenCalledOnce();
    stop();
  });
});
