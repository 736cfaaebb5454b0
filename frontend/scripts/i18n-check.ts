/**
 * Finds keys missing in a locale, keys nobody uses, places ({name}) that differ between locales, and text written
 * straight into a screen. Exits 1 on any.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const locale = async (name: string): Promise<Record<string, string>> => ({
  ...(await import(`../src/kernel/i18n/${name}/index.ts`)).default,
  ...(await import(`../src/kernel/i18n/${name}/more.ts`)).default,
  ...(await import(`../src/kernel/i18n/${name}/services.ts`)).default,
  ...(await import(`../src/kernel/i18n/${name}/field.ts`)).default,
  ...(await import(`../src/kernel/i18n/${name}/missions.ts`)).default,
  ...(await import(`../src/kernel/i18n/${name}/p-profile.ts`)).default,
});
const fr = await locale('fr');
const en = await locale('en');

const complaints: string[] = [];
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort().join();
for (const key of Object.keys(fr)) {
  if (!(key in en)) complaints.push(`en lacks ${key}`);
  else if (places(fr[key]!) !== places(en[key]!)) complaints.push(`${key}: the places differ between fr and en`);
}
for (const key of Object.keys(en)) if (!(key in fr)) complaints.push(`fr lacks ${key}`);

const used = new Set<string>();
const patterns: RegExp[] = [];
/** Words that are the same in every language. */
const SAME = /^(Digiboost|Français|English|[^\p{L}]*)$/u;
const SPOKEN = new Set(['label', 'title', 'placeholder', 'alt', 'aria-label', 'hint', 'text', 'name']);

function visit(node: ts.Node, file: ts.SourceFile): void {
  const say = (what: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    complaints.push(`${file.fileName.slice(src.length)}:${line + 1} ${what}`);
  };
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) used.add(node.text);
  if (ts.isTemplateExpression(node)) {
    const parts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
    const body = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
    if (/^[a-z_]+\\\./.test(body) || body.startsWith('.+\\.')) patterns.push(new RegExp(`^${body}$`));
  }
  if (ts.isJsxText(node) && !SAME.test(node.text.trim())) say(`untranslated text “${node.text.trim()}”`);
  if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer)) {
    const name = node.name.getText(file);
    const inElement = /^[a-z]/.test(node.parent.parent.tagName.getText(file));
    const code = inElement && (name === 'name' || name === 'text');
    if (SPOKEN.has(name) && !code && !SAME.test(node.initializer.text) && !/^[\w-]+$/.test(node.initializer.text)) {
      say(`untranslated ${name}="${node.initializer.text}"`);
    }
  }
  ts.forEachChild(node, (child) => visit(child, file));
}

for (const name of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
  if (!/\.tsx?$/.test(name) || /\.test\.|schema\.d\.ts|i18n\/(fr|en)\//.test(name)) continue;
  const path = `${src}${name}`;
  const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, kind);
  visit(file, file);
}
const base = (key: string) => key.replace(/_(one|other)$/, '');
for (const key of Object.keys(fr)) {
  const known = used.has(key) || used.has(base(key)) || patterns.some((pattern) => pattern.test(key) || pattern.test(base(key)));
  if (!known) complaints.push(`nobody uses ${key}`);
}

complaints.forEach((complaint) => console.log(complaint));
console.log(`${Object.keys(fr).length} messages in French, ${Object.keys(en).length} in English, ${complaints.length} complaints`);
process.exit(complaints.length ? 1 : 0);
