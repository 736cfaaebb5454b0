import 'fake-indexeddb/auto';
import { beforeEach } from 'vitest';
import fr from '@/kernel/i18n/fr';
import field from '@/kernel/i18n/fr/field';
import mission from '@/kernel/i18n/fr/missions';
import more from '@/kernel/i18n/fr/more';
import { formatFor } from '@/kernel/format';
import { setMessages } from '@/kernel/i18n';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  setMessages('fr', { ...fr, ...more, ...field, ...mission });
  formatFor({ currency: 'XOF', currency_exponent: 0, time_zone: 'Africa/Dakar' });
});
