import { describe, expect, it } from 'vitest';
import { readEvents, type LiveEvent } from './sse';

async function read(...pieces: string[]): Promise<LiveEvent[]> {
  const bytes = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      pieces.forEach((piece) => controller.enqueue(bytes.encode(piece)));
      controller.close();
    },
  });
  const events: LiveEvent[] = [];
  await readEvents(stream, (event) => events.push(event));
  return events;
}

describe('event stream', () => {
  it('reads events, ids and data of several lines', async () => {
    expect(await read('id: 7\nevent: import\ndata: {"a":\ndata: 1}\n\n')).toEqual([{ event: 'import', data: '{"a":\n1}', id: '7' }]);
  });

  it('puts together what the network cut, even inside a character or a line end', async () => {
    const events = await read('event: over', 'view\r', '\ndata: caf', 'é\r\n\r', '\ndata: two\n\n');
    expect(events.map(({ event, data }) => [event, data])).toEqual([
      ['overview', 'café'],
      ['message', 'two'],
    ]);
  });

  it('skips comments, unknown fields and events without data', async () => {
    expect(await read(': ping\n\nevent: ping\n\nretry: 5\ndata: x\n\n')).toEqual([{ event: 'message', data: 'x', id: null }]);
  });

  it('does not deliver an event that never ended', async () => {
    expect(await read('data: half')).toEqual([]);
  });
});
