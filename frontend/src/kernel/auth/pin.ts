/** What lets this device check a PIN without network: a slow hash of it, never the PIN. */
export type Verifier = { salt: Uint8Array<ArrayBuffer>; hash: Uint8Array<ArrayBuffer>; iterations: number };

/** Of PBKDF2-SHA256; a guess costs a phone about half a second. */
export const ITERATIONS = 310_000;

export const isPin = (text: string): boolean => /^\d{4,6}$/.test(text);

/** Null where the browser has no cryptography (a page that came by plain http): there the server alone checks. */
export async function makeVerifier(pin: string, iterations: number = ITERATIONS): Promise<Verifier | null> {
  if (!crypto.subtle) return null;
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, hash: await derive(pin, salt, iterations), iterations };
}

export async function fits(pin: string, { salt, hash, iterations }: Verifier): Promise<boolean> {
  const found = await derive(pin, salt, iterations);
  return found.length === hash.length && found.reduce((wrong, byte, place) => wrong | (byte ^ hash[place]!), 0) === 0;
}

async function derive(pin: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, key, 256));
}
