import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { EmptyState } from '@/ui/states';
import { rulesQuery } from './queries';
import { line, when } from './rule';
import { ICONS } from './words';

/** Nothing is wrong: says so, and what would have been seen. */
export function AllWell() {
  const rules = useQuery(rulesQuery()).data?.items;
  const watching = rules?.some(({ is_active }) => is_active);
  return (
    <>
      <Card>
        {rules && !watching ? (
          <EmptyState icon="eyeOff" title={t('alerts.nothing_watched')} text={t('alerts.nothing_watched_text')}>
            <ButtonLink to="/alerts/rules" icon="settings">
              {t('rules.title')}
            </ButtonLink>
          </EmptyState>
        ) : (
          <EmptyState icon="check" title={t('alerts.none')} text={t('alerts.none_text')} />
        )}
      </Card>
      {watching && <Watched />}
    </>
  );
}

/** The rules that are on, in words. */
function Watched() {
  const rules = useQuery(rulesQuery()).data?.items.filter(({ is_active }) => is_active);
  if (!rules?.length) return null;
  return (
    <Card title={t('alerts.watched')} aside={<Link href="/alerts/rules">{t('rules.title')}</Link>}>
      <ul className="stack">
        {rules.map((rule) => (
          <li key={rule.id} className="row">
            <span className="sign ok">
              <Icon name={ICONS[rule.type]} size={20} />
            </span>
            <span>
              <span className="strong">{rule.name}</span>
              <br />
              <span className="soft">{line(when(rule))}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
