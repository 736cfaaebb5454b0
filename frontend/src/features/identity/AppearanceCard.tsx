import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { updateProfile } from '@/kernel/auth/session';
import { language, switchLanguage, t, type Language } from '@/kernel/i18n';
import { applyTheme, currentTheme, type Theme } from '@/kernel/preferences';
import { Card } from '@/ui/Card';
import { Tabs } from '@/ui/Tabs';

/** Language and light of this device; the language is also what messages are sent in. */
export function AppearanceCard() {
  const [theme, setTheme] = useState<Theme>(currentTheme);
  const choose = async (next: Language) => {
    await switchLanguage(next);
    try {
      updateProfile(await take(api.PATCH('/api/v1/me', { body: { language: next } })));
    } catch {
      // This device has switched; the account follows when it is saved with network.
    }
  };
  return (
    <Card title={t('settings.appearance')}>
      <div className="stack">
        <div className="field">
          <span className="label" aria-hidden="true">
            {t('field.language')}
          </span>
          <Tabs<Language>
            label={t('field.language')}
            value={language()}
            onChange={(next) => void choose(next)}
            options={[
              { value: 'fr', label: t('language.fr') },
              { value: 'en', label: t('language.en') },
            ]}
          />
        </div>
        <div className="field">
          <span className="label" aria-hidden="true">
            {t('settings.theme')}
          </span>
          <Tabs<Theme>
            label={t('settings.theme')}
            value={theme}
            onChange={(next) => {
              applyTheme(next);
              setTheme(next);
            }}
            options={[
              { value: 'auto', label: t('theme.auto') },
              { value: 'light', label: t('theme.light') },
              { value: 'dark', label: t('theme.dark') },
            ]}
          />
        </div>
      </div>
    </Card>
  );
}
