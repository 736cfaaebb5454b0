import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { RequestDetail } from '@/kernel/api/services';
import { useProfile } from '@/kernel/auth/session';
import { useConnection } from '@/kernel/connection';
import { date } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { requestsChanged } from '@/entities/request/live';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { toast } from '@/ui/Toast';
import { useAct } from './acting';
import { whatsapp } from './words';

type Made = { url: string; expires_at: string };

/** The address at which the client follows: made anew, sent by WhatsApp or copied, taken back. */
export function LinkCard({ request, mayWrite }: { request: RequestDetail; mayWrite: boolean }) {
  const client = useQueryClient();
  const { tenant } = useProfile();
  const offline = useConnection().state === 'offline';
  const [made, setMade] = useState<Made | null>(null);
  const [ending, setEnding] = useState(false);
  const end = useAct(request.id);
  const make = useMutation({
    mutationFn: () => take(plain<Made>('POST', `/api/v1/requests/${request.id}/link`)),
    onSuccess: setMade,
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => requestsChanged(client),
  });
  const copy = async (url: string) => {
    try {
      await navigator.clipboard.writeText(url);
      toast(t('action.copied'));
    } catch {
      toast(t('requests.link_copy_by_hand'));
    }
  };
  const text = made && t('requests.link_message', { name: request.client_name, company: tenant.name, service: request.service_name, url: made.url });
  return (
    <Card title={t('requests.link')}>
      <div className="stack">
        <p className="soft">{made ? t('requests.link_until', { when: date(made.expires_at, 'full') }) : t(request.link_active ? 'requests.link_active' : 'requests.link_none')}</p>
        {made && text && (
          <>
            <p className="notice info" style={{ marginBottom: 0, overflowWrap: 'anywhere' }}>
              {made.url}
            </p>
            <div className="row wrap">
              {request.client_phone && (
                <a className="button" href={whatsapp(request.client_phone, text)} target="_blank" rel="noreferrer">
                  <Icon name="chat" size={20} />
                  {t('requests.link_whatsapp')}
                </a>
              )}
              <Button look="second" icon="copy" onClick={() => void copy(made.url)}>
                {t('action.copy')}
              </Button>
            </div>
          </>
        )}
        {mayWrite && (
          <div className="row wrap">
            <Button look={made ? 'plain' : 'second'} icon="share" busy={make.isPending} disabled={offline} onClick={() => make.mutate()}>
              {t(request.link_active || made ? 'requests.link_again' : 'requests.link_make')}
            </Button>
            {(request.link_active || made) && (
              <Button look="bad-plain" icon="close" disabled={offline} onClick={() => setEnding(true)}>
                {t('requests.link_end')}
              </Button>
            )}
          </div>
        )}
      </div>
      {ending && (
        <Confirm
          title={t('requests.link_end')}
          text={t('requests.link_end_text')}
          action={t('requests.link_end')}
          busy={end.isPending}
          onClose={() => setEnding(false)}
          onConfirm={() =>
            end.mutate(
              { path: '/link', method: 'DELETE', done: 'requests.link_ended' },
              {
                onSuccess: () => {
                  setMade(null);
                  setEnding(false);
                },
              },
            )
          }
        />
      )}
    </Card>
  );
}
