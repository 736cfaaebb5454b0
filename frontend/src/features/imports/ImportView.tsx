import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import { explain, Problem } from '@/kernel/api/problem';
import type { Import } from '@/kernel/api/types';
import { date, integer, percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button, ButtonLink } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Confirm } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { FormError } from '@/ui/states';
import { toast } from '@/ui/Toast';
import { downloadRejected } from './file';
import { missingFields } from './fields';
import { ImportSteps } from './ImportSteps';
import { MappingCard } from './MappingCard';
import { importKey, importQuery, useImportEvents } from './queries';
import { Counts, Problems, Sample } from './Report';

type Action = 'confirm' | 'undo' | 'cancel';

/** One import from its dry run to its undoing. */
export function ImportView({ id }: { id: string }) {
  useImportEvents(id);
  const query = useQuery(importQuery(id));
  return <Loaded query={query}>{(one) => <Stage one={one} />}</Loaded>;
}

function Stage({ one }: { one: Import }) {
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (action: Action) => {
      const params = { params: { path: { import_id: one.id } } };
      if (action === 'confirm') return take<Import>(api.POST('/api/v1/imports/{import_id}/confirm', params));
      if (action === 'undo') return take<Import>(api.POST('/api/v1/imports/{import_id}/undo', params));
      return take<Import>(api.POST('/api/v1/imports/{import_id}/cancel', params));
    },
    onSuccess: (next) => {
      client.setQueryData(importKey(one.id), next);
      void client.invalidateQueries();
    },
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  const run = (action: Action) => act.mutate(action);

  switch (one.status) {
    case 'uploaded':
    case 'checking':
      return <Working one={one} step={1} title={t('imports.checking')} text={t('imports.checking_text')} />;
    case 'checked':
      return <Checked one={one} busy={act.isPending} onConfirm={() => run('confirm')} onCancel={() => run('cancel')} />;
    case 'importing':
      return <Working one={one} step={2} title={t('imports.importing')} text={t('imports.importing_text')} />;
    case 'undoing':
      return <Working one={one} step={2} title={t('imports.undoing')} text={t('imports.undoing_text')} />;
    case 'done':
      return <Done one={one} busy={act.isPending} onUndo={() => run('undo')} />;
    case 'failed':
      return <Failed one={one} />;
    default:
      return <Closed one={one} />;
  }
}

function Working({ one, step, title, text }: { one: Import; step: number; title: string; text: string }) {
  return (
    <>
      <ImportSteps at={step} />
      <Card>
        <div className="stack" role="status">
          <div className="row between">
            <h2>{title}</h2>
            {one.progress > 0 && <span className="num strong">{percent(one.progress, 0)}</span>}
          </div>
          <progress value={one.progress > 0 ? one.progress : undefined} max={1} aria-label={title} />
          <p className="soft">{text}</p>
        </div>
      </Card>
    </>
  );
}

type CheckedProps = { one: Import; busy: boolean; onConfirm: () => void; onCancel: () => void };

function Checked({ one, busy, onConfirm, onCancel }: CheckedProps) {
  const blocked = missingFields(one.fields, one.mapping).length > 0 || one.accepted_rows === 0;
  return (
    <>
      <ImportSteps at={1} />
      <div className="stack">
        <Counts one={one} />
        {/* Mounted anew after each check, so that it shows what the server kept. */}
        <MappingCard key={one.version} one={one} />
        <Problems one={one} />
        <Sample one={one} />
      </div>
      <div className="sticky-foot row">
        <Button look="bad-plain" onClick={onCancel}>
          {t('imports.cancel')}
        </Button>
        <span className="grow">
          <Button wide busy={busy} disabled={blocked} onClick={onConfirm}>
            {t('imports.confirm', { count: one.accepted_rows })}
          </Button>
        </span>
      </div>
    </>
  );
}

const RESULT = { products: '/products', sales: '/sales', stock: '/products', suppliers: '/suppliers' } as const;

function Done({ one, busy, onUndo }: { one: Import; busy: boolean; onUndo: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <ImportSteps at={3} />
      <div className="stack">
        <div className="notice good" role="status">
          <Icon name="check" />
          <span className="grow">
            <strong>{t('imports.done', { count: one.accepted_rows })}</strong> {one.finished_at && date(one.finished_at, 'full')}
          </span>
        </div>
        <Counts one={one} />
        <div className="row wrap">
          <ButtonLink to={RESULT[one.kind]} icon="eye">
            {t('imports.see_result')}
          </ButtonLink>
          <RejectedButton one={one} />
          <Button look="bad-plain" icon="undo" onClick={() => setAsking(true)}>
            {t('imports.undo')}
          </Button>
        </div>
        <Problems one={one} />
      </div>
      {asking && (
        <Confirm
          title={t('imports.undo_title')}
          text={t('imports.undo_text')}
          action={t('imports.undo')}
          busy={busy}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            onUndo();
          }}
        />
      )}
    </>
  );
}

function RejectedButton({ one }: { one: Import }) {
  const download = useMutation({
    mutationFn: () => downloadRejected(one),
    onError: (error) => toast(explain(error).title, { bad: true }),
  });
  if (!one.rejected_rows) return null;
  return (
    <Button look="second" icon="download" busy={download.isPending} onClick={() => download.mutate()}>
      {t('imports.rejected_file', { count: one.rejected_rows })}
    </Button>
  );
}

function Failed({ one }: { one: Import }) {
  const problem = one.error ? new Problem(Number(one.error.status ?? 422), one.error) : null;
  return (
    <div className="stack">
      <FormError error={problem ?? new Error('import failed')} />
      <p>{t('imports.failed_text')}</p>
      <div className="row wrap">
        <ButtonLink to="/imports/new" icon="upload">
          {t('imports.another')}
        </ButtonLink>
        <RejectedButton one={one} />
      </div>
      <Problems one={one} />
    </div>
  );
}

function Closed({ one }: { one: Import }) {
  const undone = one.status === 'undone';
  return (
    <div className="stack">
      <div className="notice info" role="status">
        <Icon name={undone ? 'undo' : 'close'} />
        <span>
          {undone
            ? t('imports.undone_text', { when: one.undone_at ? date(one.undone_at, 'full') : '', lines: integer(one.accepted_rows) })
            : t('imports.cancelled_text')}
        </span>
      </div>
      <div className="row">
        <ButtonLink to="/imports/new" icon="upload">
          {t('imports.another')}
        </ButtonLink>
      </div>
    </div>
  );
}
