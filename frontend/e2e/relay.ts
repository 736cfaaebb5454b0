import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** Bytes as a person pays for them: what left the phone and what reached it. */
type Bytes = { up: number; down: number };
export type Relay = {
  /** The rule for Chromium's resolver that puts this relay between it and the product. */
  hostMap: string;
  /** Everything since the last `reset`. */
  count: Bytes;
  /** The same by request, `GET /api/v1/sales` without its query: how often, and both ways with all headers. */
  byRequest: Map<string, Bytes & { times: number }>;
  /** TCP connections opened since the last `reset`. */
  opened: number;
  reset: () => void;
  /** Ends every connection, as the night or a tunnel does. */
  cut: () => void;
  close: () => void;
};

const START = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\S+) HTTP\/1\.1\r\n/;
const bare = (path: string) => path.replace(/\?.*/, '').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{id}').replace(/-[\w-]{8}\.(js|css)$/, '-*.$1');

/**
 * Stands between a browser and the product and adds up every byte both ways: request lines, headers, cookies, bodies
 * as they were compressed. Over plain HTTP/1.1 a connection carries one request at a time, so that bytes belong to the
 * request that came last; of a secure connection only the sums are known. The product accepts requests for its own address only: it is given the host that it expects.
 */
export async function openRelay(target: URL): Promise<Relay> {
  const sockets = new Set<Socket>();
  const relay: Relay = {
    hostMap: '',
    count: { up: 0, down: 0 },
    byRequest: new Map(),
    opened: 0,
    reset: () => {
      relay.count = { up: 0, down: 0 };
      relay.byRequest = new Map();
      relay.opened = 0;
    },
    cut: () => sockets.forEach((socket) => socket.destroy()),
    close: () => {
      relay.cut();
      server.close();
    },
  };
  const add = (request: string, way: keyof Bytes, bytes: number, times = 0) => {
    relay.count[way] += bytes;
    const sum = relay.byRequest.get(request) ?? { up: 0, down: 0, times: 0 };
    sum[way] += bytes;
    sum.times += times;
    relay.byRequest.set(request, sum);
  };
  const server = createServer((phone) => {
    const product = connect(Number(target.port || 80), target.hostname);
    let request = 'nothing asked';
    relay.opened += 1;
    sockets.add(phone).add(product);
    phone.on('data', (piece) => {
      const start = START.exec(piece.subarray(0, 2000).toString('latin1'));
      if (start) request = `${start[1]} ${bare(start[2]!)}`;
      add(request, 'up', piece.length, start ? 1 : 0);
      product.write(piece);
    });
    product.on('data', (piece) => {
      add(request, 'down', piece.length);
      phone.write(piece);
    });
    for (const [one, other] of [
      [phone, product],
      [product, phone],
    ] as const) {
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  relay.hostMap = `MAP ${target.host} 127.0.0.1:${(server.address() as AddressInfo).port}`;
  return relay;
}
