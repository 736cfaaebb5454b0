import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { AlertRule } from '@/kernel/api/types';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { useMirror } from '@/kernel/offline';
import { ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { useLocation } from 'wouter';
import { alertsChanged, rulesQuery, useAlertsLive } from './queries';
import { line, scopeText, when } from './rule';
import { ICONS } from './words';

type Person = { id: string; name: string };

/** Who is told, in a line: roles first, then people by name. */
export function useTold(): (rule: Pick<AlertRule, 'roles' | 'user_ids'>) => string {
  const people = useMirror<Person>('person').byId;
  return ({ roles, user_ids }) => {
    const named = user_ids.flatMap((id) => people.get(id)?.name ?? []);
    const unnamed = user_ids.length - named.length;
    return [...roles.map((role) => t(`role.${role}`)), ...named, ...(unnamed ? [t('rules.others', { count: unnamed })] : [])].join(', ');
  };
}

/** What is watched, and who is told when. */
export function RulesList({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(rulesQuery());
  const told = useTold();
  useAlertsLive();
  return (
    <Card flush>
      <Loaded query={query}>
        {({ items }) => {
          if (!items.length) {
            return (
              <EmptyState icon="bell" title={t('rules.none')} text={t('rules.none_text')}>
                {mayWrite && (
                  <ButtonLink to="/alerts/rules/new" icon="plus">
                    {t('rules.new')}
                  </ButtonLink>
                )}
              </EmptyState>
            );
          }
          return (
            <ul className="list">
              {items.map((rule) => (
                <li key={rule.id}>
                  <RuleRow rule={rule} told={told(rule)} mayWrite={mayWrite} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}

function RuleRow({ rule, told, mayWrite }: { rule: AlertRule; told: string; mayWrite: boolean }) {
  const [, navigate] = useLocation();
  const { name, is_active, delivery, firing } = rule;
  return (
    <div className="item rule">
      <RowMain label={mayWrite ? t('action.edit_name', { name }) : t('rules.one')} onClick={() => navigate(`/alerts/rules/${rule.id}`)}>
        <span className={is_active ? 'sign info' : 'sign'}>
          <Icon name={ICONS[rule.type]} size={20} />
        </span>
        <span className="grow">
          <span className="title clip">{name}</span>
          <span className="soft">{[line(when(rule)), scopeText(rule)].filter(Boolean).join(' · ')}</span>
          <span className="soft">{[t(`rules.delivery.${delivery}`), told].filter(Boolean).join(' · ')}</span>
          {is_active && firing > 0 && (
            <span>
              <Pill tone="warn">{t('rules.count_firing', { count: firing })}</Pill>
            </span>
          )}
        </span>
      </RowMain>
      {mayWrite ? <OnOff rule={rule} /> : !is_active && <Pill>{t('rules.off')}</Pill>}
    </div>
  );
}

function OnOff({ rule }: { rule: AlertRule }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const change = useMutation({
    mutationFn: (is_active: boolean) =>
      take<AlertRule>(api.PATCH('/api/v1/alerts/rules/{rule_id}', { params: { path: { rule_id: rule.id } }, headers: { 'If-Match': `"${rule.version}"` }, body: { is_active } })),
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => alertsChanged(client),
  });
  // Under the finger it moves at once; the server's answer decides.
  const on = change.isPending ? change.variables : rule.is_active;
  return (
    <label className="tick">
      <input type="checkbox" role="switch" className="switch" aria-label={t('rules.on_off', { name: rule.name })} checked={on} disabled={offline} onChange={() => change.mutate(!on)} />
    </label>
  );
}
