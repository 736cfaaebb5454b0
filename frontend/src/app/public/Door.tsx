import { useEffect, type ReactNode } from 'react';
import { switchLanguage, t, useLanguage } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Logo } from '@/ui/icons';

/** The frame of the screens before the login. */
export function Door({ title, children, below }: { title: string; children: ReactNode; below?: ReactNode }) {
  const language = useLanguage();
  useEffect(() => {
    document.title = `${title} · Digiboost`;
  }, [title]);
  return (
    <div className="door">
      <header>
        <div>
          <div className="brand">
            <Logo size={40} />
            Digiboost
          </div>
          <p>{t('door.promise')}</p>
        </div>
      </header>
      <main>
        <div className="card">{children}</div>
        {below}
        <div className="languages">
          <Button look="plain" small aria-pressed={language === 'fr'} lang="fr" onClick={() => void switchLanguage('fr')}>
            {'Français'}
          </Button>
          <Button look="plain" small aria-pressed={language === 'en'} lang="en" onClick={() => void switchLanguage('en')}>
            {'English'}
          </Button>
        </div>
      </main>
    </div>
  );
}
