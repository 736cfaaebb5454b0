import type { Reader } from './types';

type Native = { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> };
type NativeClass = { new (options: { formats: string[] }): Native; getSupportedFormats: () => Promise<string[]> };

/** What shops, wholesalers and pharmacies print. */
const FORMATS = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'code_39', 'itf'];

/** The browser's own reader where it reads EAN-13; null elsewhere. */
async function nativeReader(): Promise<Reader | null> {
  const Detector = (globalThis as { BarcodeDetector?: NativeClass }).BarcodeDetector;
  if (!Detector) return null;
  try {
    const able = await Detector.getSupportedFormats();
    const formats = FORMATS.filter((format) => able.includes(format));
    if (!formats.includes('ean_13')) return null;
    const detector = new Detector({ formats });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  } catch {
    // Present but without the system's part (Android without its services): the other reader does it.
    return null;
  }
}

/** The browser's reader, else ours, which is loaded now and kept on the device from then on. */
export async function openReader(): Promise<Reader> {
  const native = await nativeReader();
  if (native) return native;
  const { softwareReader } = await import('./decoder');
  return softwareReader();
}
