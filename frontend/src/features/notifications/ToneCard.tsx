import { Link } from 'wouter';
import type { TellPreferences } from '@/kernel/api/types';
import { language, t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Choices } from '@/ui/Field';
import type { Tone } from './types';

const TONES: Tone[] = ['friendly', 'formal', 'concise'];

/** How messages speak, each way with a sentence as it would come. */
export function ToneCard({ preferences, onSave }: { preferences: TellPreferences; onSave: (next: TellPreferences) => Promise<boolean> }) {
  return (
    <Card title={t('tell.tone')}>
      <div className="stack">
        <Choices<Tone>
          label={t('tell.tone_how')}
          name="tone"
          value={preferences.tone}
          onChange={(tone) => void onSave({ ...preferences, tone })}
          choices={TONES.map((tone) => ({ value: tone, label: t(`tone.${tone}`), hint: t(`tone.example.${tone}`) }))}
        />
        <p>
          {t('tell.language', { language: t(`language.${language()}`) })} <Link href="/settings">{t('tell.language_change')}</Link>
        </p>
      </div>
    </Card>
  );
}
