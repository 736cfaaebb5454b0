import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, take } from '@/kernel/api/client';
import { explain } from '@/kernel/api/problem';
import type { AlertRule } from '@/kernel/api/types';
import type { components } from '@/kernel/api/schema';
import { useConnection } from '@/kernel/connection';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Confirm } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import { alertsChanged } from './queries';

type Tried = components['schemas']['TestOut'];

/** A trial of the rule, and its end. */
export function RuleActions({ rule, touched, onDeleted }: { rule: AlertRule; touched: boolean; onDeleted: () => void }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const [asking, setAsking] = useState(false);
  const failed = (error: unknown) => toast(explain(error).title, { bad: true });
  const path = { rule_id: rule.id };
  const trial = useMutation({
    mutationFn: () => take<Tried>(api.POST('/api/v1/alerts/rules/{rule_id}/test', { params: { path } })),
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE('/api/v1/alerts/rules/{rule_id}', { params: { path }, headers: { 'If-Match': `"${rule.version}"` } })),
    onSuccess: () => {
      void alertsChanged(client);
      toast(t('rules.deleted'));
      onDeleted();
    },
    onError: failed,
  });
  const matches = trial.data?.matches;
  return (
    <>
      <Button look="second" icon="share" busy={trial.isPending} disabled={offline} onClick={() => (touched ? toast(t('rules.test_unsaved')) : trial.mutate())}>
        {t('rules.test')}
      </Button>
      <Button look="bad-plain" icon="trash" disabled={offline} onClick={() => setAsking(true)}>
        {t('rules.delete')}
      </Button>
      {matches !== undefined && (
        <p className="notice good whole" role="status" ref={(note) => note?.scrollIntoView({ block: 'nearest' })}>
          <Icon name="check" />
          <span className="grow">{matches ? t('rules.test_sent', { count: matches }) : t('rules.test_sent_none')}</span>
          <Link href="/inbox">{t('rules.see_test')}</Link>
        </p>
      )}
      {asking && (
        <Confirm
          title={t('rules.delete')}
          text={t('rules.delete_text', { name: rule.name })}
          action={t('action.remove')}
          busy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
