import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const source = () => readFileSync(new URL('../src/app/boot.js', import.meta.url), 'utf8');

/**
 * Emits /boot.js: the few lines that run before the first paint (theme, language) and start the download of the
 * locale and of the first screen beside the entry, not after it. A file of its own, because the content security
 * policy allows no inline script.
 */
export function bootScript(): Plugin {
  let building = false;
  return {
    name: 'digiboost-boot',
    configResolved(config) {
      building = config.command === 'build';
    },
    configureServer(server) {
      server.middlewares.use('/boot.js', (_request, response) => {
        response.setHeader('Content-Type', 'text/javascript');
        response.end(source().replace('__CHUNKS__', '{}'));
      });
    },
    generateBundle(_options, bundle) {
      if (!building) return;
      const chunks: Record<string, string[]> = {};
      const inHtml = new Set<string>();
      const follow = (fileName: string, seen: Set<string>) => {
        const item = bundle[fileName];
        if (seen.has(fileName) || item?.type !== 'chunk') return;
        seen.add(fileName);
        item.imports.forEach((name) => follow(name, seen));
      };
      for (const item of Object.values(bundle)) if (item.type === 'chunk' && item.isEntry) follow(item.fileName, inHtml);
      const wanted: Record<string, RegExp> = {
        fr: /kernel\/i18n\/fr\/index\.ts$/,
        en: /kernel\/i18n\/en\/index\.ts$/,
        login: /app\/public\/LoginPage\.tsx$/,
        home: /app\/manager\/OverviewPage\.tsx$/,
        frField: /kernel\/i18n\/fr\/field\.ts$/,
        enField: /kernel\/i18n\/en\/field\.ts$/,
        field: /app\/provider\/ProviderApp\.tsx$/,
        fieldHome: /app\/provider\/ProviderHomePage\.tsx$/,
      };
      for (const item of Object.values(bundle)) {
        if (item.type !== 'chunk' || !item.facadeModuleId) continue;
        for (const [name, pattern] of Object.entries(wanted)) {
          if (!pattern.test(item.facadeModuleId)) continue;
          const needed = new Set<string>();
          follow(item.fileName, needed);
          chunks[name] = [...needed].filter((file) => !inHtml.has(file)).map((file) => `/${file}`);
        }
      }
      const missing = Object.keys(wanted).filter((name) => !(name in chunks));
      if (missing.length) this.error(`no chunk found for: ${missing.join(', ')}`);
      this.emitFile({
        type: 'asset',
        fileName: 'boot.js',
        source: source().replace('__CHUNKS__', JSON.stringify(chunks)),
      });
    },
  };
}
