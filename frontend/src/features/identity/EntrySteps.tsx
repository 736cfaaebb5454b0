import { useState, type ReactNode } from 'react';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { TextField } from '@/ui/Field';
import { Avatar, Item } from '@/ui/List';
import { FormError } from '@/ui/states';
import type { Extra, Step } from './useEntry';

type Props = { step: Step; problem: unknown; busy: boolean; onAnswer: (extra: Extra) => void; onBack: () => void; children: ReactNode };

/** The first proof (`children`), then what the server asks besides. */
export function EntrySteps({ step, problem, busy, onAnswer, onBack, children }: Props) {
  if (step.name === 'proof') return children;
  return (
    <div className="stack">
      <h1>{step.name === 'company' ? t('login.which_company') : t('factor.title')}</h1>
      <FormError error={problem} />
      {step.name === 'company' ? (
        <ul className="list" style={{ marginInline: -18 }}>
          {step.companies.map((company) => (
            <li key={company.id}>
              <Item lead={<Avatar name={company.name} />} title={company.name} onClick={() => onAnswer({ tenant_id: company.id })} />
            </li>
          ))}
        </ul>
      ) : (
        <FactorForm busy={busy} onSend={(totp) => onAnswer({ totp })} />
      )}
      <Button look="plain" icon="back" onClick={onBack}>
        {t('action.back')}
      </Button>
    </div>
  );
}

function FactorForm({ busy, onSend }: { busy: boolean; onSend: (totp: string) => void }) {
  const [totp, setTotp] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const given = totp.trim();
        setMissing(given.length < 6);
        if (given.length >= 6) onSend(given);
      }}
    >
      <p className="soft">{t('factor.text')}</p>
      <TextField
        label={t('factor.field')}
        hint={t('factor.by_recovery')}
        error={missing ? t('check.required') : undefined}
        autoComplete="one-time-code"
        autoCapitalize="none"
        autoFocus
        maxLength={20}
        value={totp}
        onChange={(event) => setTotp(event.target.value)}
      />
      <Button type="submit" wide busy={busy}>
        {t('login.action')}
      </Button>
    </form>
  );
}
