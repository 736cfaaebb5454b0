import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { EscalationRule } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { ButtonLink } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { beginning, schedule, stepText } from './escalation';
import { escalationRulesQuery } from './reads';

/** What follows when nobody moves. */
export function EscalationRules({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(escalationRulesQuery());
  return (
    <Card flush title={t('escalations.rules')}>
      <Loaded query={query}>
        {({ items }) =>
          items.length ? (
            <ul className="list">
              {items.map((rule) => (
                <li key={rule.id}>
                  <Row rule={rule} mayWrite={mayWrite} />
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState icon="clock" title={t('escalations.none')} text={t('escalations.none_text')}>
              {mayWrite && (
                <ButtonLink to="/escalations/new" icon="plus">
                  {t('escalations.new')}
                </ButtonLink>
              )}
            </EmptyState>
          )
        }
      </Loaded>
    </Card>
  );
}

function Row({ rule, mayWrite }: { rule: EscalationRule; mayWrite: boolean }) {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const change = useMutation({
    mutationFn: (is_active: boolean) =>
      take(plain<EscalationRule>('PATCH', `/api/v1/tracking/escalations/rules/${rule.id}`, { body: { is_active }, headers: { 'If-Match': `"${rule.version}"` } })),
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['escalations'] }),
  });
  const on = change.isPending ? change.variables : rule.is_active;
  const times = schedule(rule.steps);
  return (
    <div className="item rule">
      <RowMain label={t('action.edit_name', { name: rule.name })} onClick={mayWrite ? () => navigate(`/escalations/${rule.id}`) : undefined}>
        <span className={rule.is_active ? 'sign info' : 'sign'}>
          <Icon name="clock" size={20} />
        </span>
        <span className="grow">
          <span className="title clip">{rule.name}</span>
          <span className="soft">{beginning(rule)}</span>
          {rule.steps.map((step, index) => (
            <span key={index} className="soft">
              {index + 1}. {stepText(step, times[index]!)}
            </span>
          ))}
          {rule.open > 0 && (
            <span>
              <Pill tone="warn">{t('escalations.open', { count: rule.open })}</Pill>
            </span>
          )}
        </span>
      </RowMain>
      {mayWrite && (
        <label className="tick">
          <input type="checkbox" role="switch" className="switch" aria-label={t('rules.on_off', { name: rule.name })} checked={on} disabled={offline} onChange={() => change.mutate(!on)} />
        </label>
      )}
    </div>
  );
}
