import '@/ui/css/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { watchSight } from '@/kernel/auth/lock';
import { profileNow, start } from '@/kernel/auth/session';
import { loadLanguage, preferredLanguage } from '@/kernel/i18n';
import { startMeter } from '@/kernel/meter';
import { App } from './App';
import { registerServiceWorker, reloadOnMissingChunk } from './service-worker';

reloadOnMissingChunk();
startMeter();
await Promise.all([loadLanguage(preferredLanguage()), start()]);
watchSight(profileNow);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void registerServiceWorker();
