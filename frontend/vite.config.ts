import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import { fileURLToPath } from 'node:url';
import { bootScript } from './scripts/boot-plugin.ts';

const api = process.env.API_URL ?? 'http://127.0.0.1:8000';
const proxy = {
  '/api': { target: api, changeOrigin: false },
  '/health': { target: api, changeOrigin: false },
  // What clients see without an account is drawn by the API.
  '/suivi': { target: api, changeOrigin: false },
  '/demande': { target: api, changeOrigin: false },
};

/** What only people who are sent out, or only their house, ever open: the service worker keeps it for those alone. */
const FIELD = /src\/(app\/provider|features\/(offers|missions(?!\/noted)|provider-home|provider-profile)|entities\/(mission|provider\/(me|away|Away|names|[Aa]vailability))|kernel\/(i18n\/(fr|en)\/(field|missions|p-profile)|offline\/files-(sending|engine)))/;
const HOUSE = /src\/(app\/manager\/services|features\/(requests|providers|tracking)|kernel\/i18n\/(fr|en)\/services)\b/;
const owner = (modules: readonly string[]) => (modules.some((id) => FIELD.test(id)) ? 'field-' : modules.some((id) => HOUSE.test(id)) ? 'house_' : '');

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy },
  preview: { proxy },
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    // The first screen asks for few files; a preload per shared chunk costs more round trips than it saves.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/app-[hash].js',
        // The beginning of a name tells whose it is: see FIELD and ON_USE in src/sw.ts.
        chunkFileNames: ({ moduleIds }) => `assets/${owner(moduleIds)}[name]-[hash].js`,
        assetFileNames: 'assets/[name]-[hash][extname]',
        codeSplitting: {
          // What every screen shares comes in one piece: a request costs more than a few kilobytes on a slow network.
          groups: [
            { name: 'base', test: /node_modules\/(?!@zxing|ts-custom-error)|rolldown.runtime|src\/(kernel\/(?!i18n\/(fr|en)\/|picture|auth\/switching|api\/(picture|services|upload)|offline\/(files-(sending|engine)|file-address|export))|ui\/(?!Chart|Combobox|DataTable)|entities\/product\/(status|queries)|features\/(?!imports|credit)\w+\/queries|features\/(notifications\/Bell|sales\/shortfalls|missions\/noted)|app\/(manager\/(navigation|Shell|AccountMenu|local-ledger)|public\/Door)|features\/identity\/(checks|password))/ },
            // The same for the screens of people who are sent out.
            { name: 'work', test: /src\/(entities\/(mission\/(?!FarPhoto)|provider\/(me|away|names|[Aa]vailability))|features\/offers\/(waiting|sound|useNewOffers))/ },
            // The barcode reader is for those who scan without a reader in their browser: never with what everybody loads.
            { name: 'barcode', test: /node_modules\/(@zxing|ts-custom-error)|product\/scanner\/decoder/ },
          ],
        },
      },
    },
  },
  plugins: [
    react(),
    bootScript(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      // The system fetches the pictures when somebody installs the application; nobody else should pay for them.
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['index.html', 'boot.js', 'assets/*.{js,css}', 'icons/icon.svg'],
        dontCacheBustURLsMatching: /^assets\//,
      },
      manifest: {
        id: '/',
        name: 'Digiboost',
        short_name: 'Digiboost',
        description: 'Stock, ventes et clients de votre entreprise, même sans réseau.',
        lang: 'fr',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        orientation: 'any',
        background_color: '#f5f7fa',
        theme_color: '#123450',
        categories: ['business', 'productivity'],
        icons: [
          { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
          { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
          { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        shortcuts: [
          { name: 'Nouvelle vente', short_name: 'Vendre', url: '/sales/new' },
          { name: 'Produits', url: '/products' },
        ],
      },
    }),
  ],
});
