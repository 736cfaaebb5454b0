import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { api, take } from '@/kernel/api/client';
import type { Import } from '@/kernel/api/types';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card, Pill } from '@/ui/Card';
import { Check, SelectField } from '@/ui/Field';
import { FormError } from '@/ui/states';
import { fieldLabel, missingFields } from './fields';
import { importKey } from './queries';

type Options = Import['options'];

/** Which column feeds which field, as guessed and as the person corrects it, with samples beside each choice. */
export function MappingCard({ one }: { one: Import }) {
  const client = useQueryClient();
  const [mapping, setMapping] = useState<Record<string, string | null>>(one.mapping);
  const [options, setOptions] = useState<Options>(one.options);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const missing = missingFields(one.fields, mapping);
  const [open, setOpen] = useState(missing.length > 0);
  const changed = JSON.stringify([mapping, options]) !== JSON.stringify([one.mapping, one.options]);
  const fields = one.fields.map(({ name }) => name);
  const known = fields.filter((field) => mapping[field]).length;
  const samples = (column: string | null | undefined) => one.columns.find(({ name }) => name === column)?.samples.slice(0, 3).join(' · ');

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const next = await take<Import>(
        api.PUT('/api/v1/imports/{import_id}/mapping', { params: { path: { import_id: one.id } }, body: { mapping, options } }),
      );
      client.setQueryData(importKey(one.id), next);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Card
      title={t('imports.columns')}
      aside={<Pill tone={missing.length ? 'warn' : 'ok'}>{t('imports.columns_found', { known, total: fields.length })}</Pill>}
    >
      {missing.map((group) => (
        <div key={group.join()} className="notice" role="alert">
          {t('imports.column_missing', { fields: group.map(fieldLabel).join(' / ') })}
        </div>
      ))}
      {open ? (
        <div className="stack">
          <div className="two">
            {fields.map((field) => (
              <SelectField
                key={field}
                label={fieldLabel(field)}
                hint={samples(mapping[field]) && <span className="clip" style={{ display: 'block' }}>{t('imports.example', { values: samples(mapping[field])! })}</span>}
                value={mapping[field] ?? ''}
                onChange={(event) => setMapping({ ...mapping, [field]: event.target.value || null })}
              >
                <option value="">{t('imports.no_column')}</option>
                {one.columns.map((column) => (
                  <option key={column.name} value={column.name}>
                    {column.name}
                  </option>
                ))}
              </SelectField>
            ))}
          </div>
          <OptionFields kind={one.kind} options={options} onChange={setOptions} />
          <FormError error={problem} />
          <div className="row end wrap">
            <Button look="plain" onClick={() => setOpen(false)}>
              {t('action.fold')}
            </Button>
            <Button disabled={!changed} busy={busy} icon="refresh" onClick={() => void send()}>
              {t('imports.check_again')}
            </Button>
          </div>
        </div>
      ) : (
        <div className="stack">
          <p className="soft">
            {fields
              .filter((field) => mapping[field])
              .map((field) => `${fieldLabel(field)} ← ${mapping[field]}`)
              .join(', ')}
          </p>
          <Button look="second" icon="edit" onClick={() => setOpen(true)}>
            {t('imports.edit_columns')}
          </Button>
        </div>
      )}
    </Card>
  );
}

const AUTO = '';

/** What to do with unknown products and with the stock; dates and decimals are guessed unless the person says otherwise. */
function OptionFields({ kind, options, onChange }: { kind: Import['kind']; options: Options; onChange: (options: Options) => void }) {
  return (
    <div className="stack tight">
      {kind !== 'suppliers' && kind !== 'products' && (
        <Check
          label={t('imports.option.create_missing')}
          checked={options.create_missing ?? false}
          onChange={(event) => onChange({ ...options, create_missing: event.target.checked })}
        />
      )}
      {kind === 'sales' && (
        <Check
          label={t('imports.option.move_stock')}
          checked={options.move_stock ?? false}
          onChange={(event) => onChange({ ...options, move_stock: event.target.checked })}
        />
      )}
      <div className="two">
        {kind === 'sales' && (
          <SelectField
            label={t('imports.option.date_order')}
            value={options.date_order ?? AUTO}
            onChange={(event) => onChange({ ...options, date_order: (event.target.value || null) as Options['date_order'] })}
          >
            <option value={AUTO}>{t('imports.date.auto')}</option>
            <option value="dmy">{t('imports.date.dmy')}</option>
            <option value="mdy">{t('imports.date.mdy')}</option>
          </SelectField>
        )}
        <SelectField
          label={t('imports.option.decimal')}
          value={options.decimal ?? AUTO}
          onChange={(event) => onChange({ ...options, decimal: (event.target.value || null) as Options['decimal'] })}
        >
          <option value={AUTO}>{t('imports.date.auto')}</option>
          <option value=",">{t('imports.decimal.comma')}</option>
          <option value=".">{t('imports.decimal.point')}</option>
        </SelectField>
      </div>
    </div>
  );
}
