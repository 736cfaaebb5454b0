import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { take } from '@/kernel/api/client';
import { plain } from '@/kernel/api/plain';
import { explain } from '@/kernel/api/problem';
import type { DispatchPreview } from '@/kernel/api/services';
import { useConnection } from '@/kernel/connection';
import { quantity } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { requestsChanged } from '@/entities/request/live';
import { reasonText } from '@/entities/request/reasons';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { SelectField } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { EmptyState } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { openRequestsQuery, previewQuery } from './reads';

/** Whom the settings as they are saved would ask for one of the open requests, why, and who is left out. */
export function RankingPreview({ mayRun }: { mayRun: boolean }) {
  const open = useQuery(openRequestsQuery());
  const waiting = open.data?.items.filter(({ provider_id }) => provider_id === null) ?? [];
  const [chosen, setChosen] = useState('');
  const id = chosen || (waiting[0] ?? open.data?.items[0])?.id || '';
  return (
    <Card title={t('dispatch.preview')}>
      <div className="stack">
        <Loaded query={open}>
          {({ items }) =>
            items.length ? (
              <>
                <SelectField label={t('dispatch.preview_for')} value={id} onChange={(event) => setChosen(event.target.value)}>
                  {items.map((request) => (
                    <option key={request.id} value={request.id}>
                      {[t('requests.number', { number: String(request.number) }), request.service_name, request.zone_name, request.client_name].filter(Boolean).join(' · ')}
                    </option>
                  ))}
                </SelectField>
                <Ranking key={id} id={id} mayRun={mayRun} />
              </>
            ) : (
              <EmptyState icon="users" title={t('dispatch.preview_none')} text={t('dispatch.preview_none_text')} />
            )
          }
        </Loaded>
      </div>
    </Card>
  );
}

function Ranking({ id, mayRun }: { id: string; mayRun: boolean }) {
  const client = useQueryClient();
  const offline = useConnection().state === 'offline';
  const query = useQuery(previewQuery(id));
  const run = useMutation({
    mutationFn: () => take(plain<{ offers: number }>('POST', `/api/v1/dispatch/run/${id}`)),
    onSuccess: ({ offers }) => toast(t('dispatch.ran', { count: offers })),
    onError: (error) => toast(explain(error).title, { bad: true }),
    onSettled: () => Promise.all([requestsChanged(client), client.invalidateQueries({ queryKey: ['dispatch', 'preview'] })]),
  });
  return (
    <Loaded query={query}>
      {(preview: DispatchPreview) => (
        <div className="stack">
          {preview.items.length ? (
            <ol className="ranking">
              {preview.items.map(({ provider_id, name, score, reasons, is_next, distance_km, load, capacity }) => (
                <li key={provider_id}>
                  <span className="row between wrap">
                    <Link href={`/providers/${provider_id}`} className="strong">
                      {name}
                    </Link>
                    <span className="row">
                      {is_next && <Pill tone="info">{t('dispatch.next')}</Pill>}
                      <span className="num strong">{t('dispatch.score', { score: quantity(Math.round(score)) })}</span>
                    </span>
                  </span>
                  <progress value={score} max={100} aria-label={t('dispatch.score_of', { name })} />
                  <span className="soft">
                    {[...reasons.filter(({ points }) => points >= 0.5).map(reasonText), distance_km !== null && t('dispatch.km', { km: quantity(Math.round(distance_km * 10) / 10) }), t('providers.load', { load, capacity })]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ol>
          ) : (
            <p>{t('dispatch.nobody')}</p>
          )}
          {preview.not_asked.length > 0 && (
            <details>
              <summary>{t('dispatch.not_asked', { count: preview.not_asked.length })}</summary>
              <ul className="list">
                {preview.not_asked.map(({ provider_id, name, why }) => (
                  <li key={provider_id} className="sum">
                    <Link href={`/providers/${provider_id}`}>{name}</Link>
                    <span className="soft">{t(`dispatch.why.${why}`)}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
          {mayRun && (
            <div className="row">
              <Button look="second" icon="search" busy={run.isPending} disabled={offline} onClick={() => run.mutate()}>
                {t('dispatch.run')}
              </Button>
            </div>
          )}
        </div>
      )}
    </Loaded>
  );
}
