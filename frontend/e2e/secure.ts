import { createSecureServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { Agent, request } from 'node:http';

/** What a connection of HTTP/1.1 says and one of HTTP/2 must not. */
const OF_A_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection', 'host']);

const passed = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':') && !OF_A_CONNECTION.has(name)));

/**
 * The product behind TLS and HTTP/2, as its proxy serves it: headers that come again cost a few bytes there. `at` is
 * where phones find it; answers are passed on as they are, piece by piece.
 */
export async function serveSecurely(at: URL, product: URL, pair: { key: string; cert: string }): Promise<() => void> {
  const agent = new Agent({ keepAlive: true });
  const sessions = new Set<{ destroy: () => void }>();
  const server = createSecureServer({ ...pair, minVersion: 'TLSv1.3' });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.close());
    const asked = request(
      {
        agent,
        hostname: product.hostname,
        port: product.port,
        method: headers[':method'],
        path: headers[':path'],
        headers: { ...passed(headers), host: at.host, 'x-forwarded-proto': 'https' },
      },
      (answer) => {
        if (stream.destroyed) return answer.destroy();
        stream.respond({ ':status': answer.statusCode, ...passed(answer.headers) });
        answer.pipe(stream);
      },
    );
    asked.on('error', () => stream.close());
    stream.on('close', () => asked.destroy());
    stream.pipe(asked);
  });
  await new Promise<void>((resolve) => server.listen(Number(at.port), at.hostname, resolve));
  return () => {
    sessions.forEach((session) => session.destroy());
    server.close();
    agent.destroy();
  };
}
