/** Lays .br and .gz beside every text file of the build, so that no server spends time on it. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = new URL('../dist/', import.meta.url);
for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
  if (!/\.(js|css|html|svg|webmanifest)$/.test(name)) continue;
  const file = new URL(name, root);
  const body = readFileSync(file);
  if (body.length < 200) continue;
  writeFileSync(new URL(`${name}.br`, root), brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  writeFileSync(new URL(`${name}.gz`, root), gzipSync(body, { level: 9 }));
}
