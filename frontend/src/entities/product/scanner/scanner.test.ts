import { afterEach, describe, expect, it, vi } from 'vitest';
import { ean13, picture } from '@/testing/ean13';
import { CameraError, openCamera, troubleOf } from './camera';
import { decode, luminance, turned } from './decoder';
import { openReader } from './reader';
import { looksLikeCode, WedgeReader } from './wedge';
import { sameCode } from '../lookup';

const WIDTH = 640;
const HEIGHT = 480;
const CODES = ['604500000001', '301776025051', '012345678901', '978020137962'].map(ean13);

describe('our own reader', () => {
  it.each(CODES)('reads EAN-13 %s', (code) => {
    const grey = picture(code, WIDTH, HEIGHT, 3);
    expect(decode(grey, WIDTH, HEIGHT, false)).toBe(code);
    expect(decode(grey, WIDTH, HEIGHT, true)).toBe(code);
  });

  it('reads it on its side and upside down', () => {
    const grey = picture(CODES[0]!, WIDTH, HEIGHT, 3);
    const side = turned(grey, WIDTH, HEIGHT);
    expect(decode(side, HEIGHT, WIDTH, false)).toBeNull();
    expect(decode(turned(side, HEIGHT, WIDTH), WIDTH, HEIGHT, false)).toBe(CODES[0]);
    expect(decode(turned(turned(turned(side, HEIGHT, WIDTH), WIDTH, HEIGHT), HEIGHT, WIDTH), WIDTH, HEIGHT, false)).toBe(CODES[0]);
  });

  it('reads it through noise and a shadow', () => {
    const grey = picture(CODES[1]!, WIDTH, HEIGHT, 3);
    let seed = 7;
    const noisy = grey.map((value, index) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return value * (1 - 0.5 * ((index % WIDTH) / WIDTH)) + (seed % 25) - 12;
    });
    expect(decode(noisy, WIDTH, HEIGHT, true)).toBe(CODES[1]);
  });

  it('finds nothing on a white wall, nor in a code whose check digit is wrong', () => {
    expect(decode(new Uint8ClampedArray(WIDTH * HEIGHT).fill(220), WIDTH, HEIGHT, true)).toBeNull();
    expect(decode(picture('6045000000019', WIDTH, HEIGHT, 3), WIDTH, HEIGHT, false)).not.toBe('6045000000019');
  });

  it('turns colours into grey', () => {
    expect([...luminance(Uint8ClampedArray.from([255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255]))]).toEqual([255, 0, 76]);
  });
});

describe('the choice of a reader', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is the browser’s own when it reads EAN-13', async () => {
    vi.stubGlobal(
      'BarcodeDetector',
      class {
        static getSupportedFormats = async () => ['ean_13', 'qr_code'];
        detect = async () => [{ rawValue: '6045000000013' }];
      },
    );
    expect(await (await openReader())(document.createElement('video'))).toBe('6045000000013');
  });

  it('is ours where the browser’s reads other codes only, or fails', async () => {
    for (const getSupportedFormats of [async () => ['qr_code'], () => Promise.reject(new Error('no service'))]) {
      vi.stubGlobal('BarcodeDetector', class { static getSupportedFormats = getSupportedFormats });
      expect(await (await openReader())(document.createElement('video'))).toBeNull();
    }
  });
});

describe('the camera', () => {
  it('says why there is none', async () => {
    const named = (name: string) => new DOMException('', name);
    expect(['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError'].map((name) => troubleOf(named(name)))).toEqual(['blocked', 'missing', 'busy', 'unsupported']);
    await expect(openCamera(document.createElement('video'))).rejects.toThrow(new CameraError('unsupported'));
  });
});

describe('a hardware scanner', () => {
  const type = (text: string, every: number, reader = new WedgeReader()) => [...text].reduce<string | null>((_, key, index) => reader.key(key, index * every), null) ?? reader.key('Enter', text.length * every);

  it('is known by its speed', () => {
    expect(type('6045000000013', 8)).toBe('6045000000013');
    expect(type('RIZ-25', 20)).toBe('RIZ-25');
    expect(type('6045000000013', 90)).toBeNull();
    expect(type('riz', 8)).toBeNull();
  });

  it('is not what a person typed before it', () => {
    const reader = new WedgeReader();
    ['s', 'a', 'v'].forEach((key, index) => reader.key(key, index * 200));
    const code = '6045000000013';
    [...code].forEach((key, index) => reader.key(key, 5000 + index * 10));
    expect(reader.key('Enter', 5000 + code.length * 10)).toBe(code);
    expect(reader.key('Enter', 5010 + code.length * 10)).toBeNull();
  });

  it('is believed for digits of the lengths on goods, however slowly they came', () => {
    expect(['6045000000013', '96385074', '012345678905'].every(looksLikeCode)).toBe(true);
    expect(['25', '12500', 'riz 12345678'].some(looksLikeCode)).toBe(false);
  });
});

describe('a code', () => {
  it('is the same with the zero that UPC-A leaves out', () => {
    expect(sameCode('012345678905', '0012345678905')).toBe(true);
    expect(sameCode('RIZ-25', 'riz-25')).toBe(true);
    expect(sameCode('6045000000013', '6045000000014')).toBe(false);
    expect(sameCode(null, '1')).toBe(false);
  });
});
