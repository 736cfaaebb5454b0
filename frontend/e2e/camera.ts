import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { picture } from '../src/testing/ean13.ts';

/** Switches that give Chromium a camera which shows one EAN-13 code, and let every page use it. */
export function cameraThatShows(code: string): string[] {
  const width = 640;
  const height = 480;
  const colourless = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.from(picture(code, width, height, 4)), colourless]);
  const file = join(mkdtempSync(join(tmpdir(), 'camera-')), 'code.y4m');
  writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]));
  return ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${file}`];
}
