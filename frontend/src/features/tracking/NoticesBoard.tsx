import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { NoticeRule } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Card } from '@/ui/Card';
import { Icon } from '@/ui/icons';
import { RowMain } from '@/ui/List';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { AUDIENCES } from './notice';
import { NoticeDialog } from './NoticeDialog';
import { noticeRulesQuery } from './reads';

/** Who hears what of a request: clients, providers, and the house. */
export function NoticesBoard({ mayWrite, adding, onAdded }: { mayWrite: boolean; adding: boolean; onAdded: () => void }) {
  const query = useQuery(noticeRulesQuery());
  const [edited, setEdited] = useState<NoticeRule | null>(null);
  return (
    <>
      <Loaded query={query}>
        {({ items }) =>
          items.length ? (
            <div className="stack">
              {AUDIENCES.filter((audience) => items.some((rule) => rule.audience === audience)).map((audience) => (
                <Card key={audience} flush title={t(`notices.audience.${audience}`)}>
                  <ul className="list">
                    {items
                      .filter((rule) => rule.audience === audience)
                      .map((rule) => (
                        <li key={rule.id}>
                          <Row rule={rule} mayWrite={mayWrite} onEdit={() => setEdited(rule)} />
                        </li>
                      ))}
                  </ul>
                </Card>
              ))}
            </div>
          ) : (
            <Card>
              <EmptyState icon="bell" title={t('notices.none')} text={t('notices.none_text')} />
            </Card>
          )
        }
      </Loaded>
      {(edited || adding) && (
        <NoticeDialog
          rule={edited}
          onClose={() => {
            setEdited(null);
            onAdded();
          }}
        />
      )}
    </>
  );
}

function Row({ rule, mayWrite, onEdit }: { rule: NoticeRule; mayWrite: boolean; onEdit: () => void }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const change = useMutation({
    mutationFn: (is_active: boolean) =>
      take(plain<NoticeRule>('PATCH', `/api/v1/tracking/notifications/rules/${rule.id}`, { body: { is_active }, headers: { 'If-Match': `"${rule.version}"` } })),
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  });
  const on = change.isPending ? change.variables : rule.is_active;
  const detail = [
    rule.minutes !== null && (rule.minutes % 60 ? t('notices.before', { count: rule.minutes }) : t('notices.before_hours', { count: rule.minutes / 60 })),
    rule.urgencies.map((urgency) => t(`requests.urgency.${urgency}`)).join(', '),
    rule.channels.map((channel) => t(`channel.${channel}`)).join(', '),
    t('notices.told', { count: rule.told }),
  ].filter(Boolean);
  return (
    <div className="item rule">
      <RowMain label={t('action.edit_name', { name: rule.name })} onClick={mayWrite ? onEdit : undefined}>
        <span className={rule.is_active ? 'sign info' : 'sign'}>
          <Icon name={rule.event === 'late' ? 'clock' : rule.event === 'reminder' ? 'calendar' : 'bell'} size={20} />
        </span>
        <span className="grow">
          <span className="title clip">{t(`notices.event.${rule.event}`)}</span>
          <span className="soft">{detail.join(' · ')}</span>
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
