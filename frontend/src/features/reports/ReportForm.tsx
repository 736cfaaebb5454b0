import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '@/kernel/api/client';
import type { Report, ReportDefinition, ReportIn, ReportType } from '@/kernel/api/types';
import { useProfile } from '@/kernel/auth/session';
import { useConnection } from '@/kernel/connection';
import { tenantDay } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { Button } from '@/ui/Button';
import { Card } from '@/ui/Card';
import { Choices, SelectField } from '@/ui/Field';
import { Loaded } from '@/ui/Loaded';
import { EmptyState, FormError } from '@/ui/states';
import { daysOfMonth, daysOfSpan, isDay, lastMonth, wrongDays } from './period';
import { PeriodFields, type Days } from './PeriodFields';
import { definitionsQuery, reportsChanged } from './reads';
import { ClosingSubject, CustomerSubject, OrderSubject } from './SubjectFields';

/** What a link from another screen has filled in already. */
type Wanted = { first: string | null; last: string | null; subject: string | null; format: string | null };
type Props = { type: ReportType; wanted: Wanted; onMade: (id: string) => void };

/** What a report is to be about; then it is made. */
export function ReportForm({ type, wanted, onMade }: Props) {
  const query = useQuery(definitionsQuery());
  return (
    <Loaded query={query}>
      {(definitions) => {
        const definition = definitions.find((one) => one.type === type);
        return definition ? (
          <div className="columns">
            <Form definition={definition} wanted={wanted} onMade={onMade} />
          </div>
        ) : (
          <EmptyState icon="file" title={t('reports.unknown_type')} />
        );
      }}
    </Loaded>
  );
}

function daysWanted(period: ReportDefinition['period'], { first, last }: Wanted): Days {
  const today = tenantDay();
  if (isDay(first)) return period === 'month' ? daysOfMonth(`${first.slice(0, 7)}-01`, today) : { first, last: period !== 'day' && isDay(last) ? last : first };
  if (period === 'month') return daysOfMonth(lastMonth(today), today);
  return period === 'span' ? daysOfSpan('last_month', today) : { first: today, last: today };
}

function Form({ definition, wanted, onMade }: { definition: ReportDefinition; wanted: Wanted; onMade: (id: string) => void }) {
  const { type, period, subject, subject_required, formats } = definition;
  const client = useQueryClient();
  const { tenant } = useProfile();
  const offline = useConnection().state === 'offline';
  const [days, setDays] = useState(() => daysWanted(period, wanted));
  const [chosen, setChosen] = useState(false);
  const [subjectId, setSubjectId] = useState(wanted.subject);
  const [format, setFormat] = useState(formats.find((one) => one === wanted.format) ?? formats[0]!);
  const [language, setLanguage] = useState<string>(tenant.language);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const missing = subject !== null && subject_required && !subjectId;
  const wrong = period !== 'now' && wrongDays(days, tenantDay()) !== null;
  const subjectError = asked && missing ? t('check.required') : undefined;

  const make = async () => {
    setAsked(true);
    if (missing || wrong) {
      requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const body: ReportIn = { type, format, language: language as ReportIn['language'], ...(period === 'now' ? {} : days), ...(subjectId ? { subject_id: subjectId } : {}) };
      const { id } = await take<Report>(api.POST('/api/v1/reports/generate', { body }));
      void reportsChanged(client);
      onMade(id);
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };

  return (
    <Card>
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void make();
        }}
      >
        <p className="soft">{t(`reports.for.${type}`)}</p>
        <FormError error={problem} />
        {subject === 'customer' && <CustomerSubject id={subjectId} error={subjectError} onChange={setSubjectId} />}
        {subject === 'order' && <OrderSubject id={subjectId} error={subjectError} onChange={setSubjectId} />}
        <PeriodFields
          period={period}
          days={days}
          chosen={chosen}
          onChange={(next, byHand) => {
            setDays(next);
            setChosen(byHand);
            if (subject === 'closing') setSubjectId(null);
          }}
        />
        {subject === 'closing' && <ClosingSubject id={subjectId} day={days.first} onChange={setSubjectId} />}
        {formats.length > 1 && (
          <Choices
            label={t('reports.format')}
            name="format"
            value={format}
            onChange={setFormat}
            choices={formats.map((value) => ({ value, label: t(`reports.format.${value}`), hint: t(`reports.format_hint.${value}`), icon: value === 'xlsx' ? 'chart' : value === 'receipt' ? 'receipt' : 'file' }))}
          />
        )}
        <SelectField label={t('reports.language')} value={language} onChange={({ target: { value } }) => setLanguage(value)}>
          <option value="fr">{t('language.fr')}</option>
          <option value="en">{t('language.en')}</option>
        </SelectField>
        {offline && <p className="soft">{t('reports.needs_network')}</p>}
        <div className="row wrap">
          <Button type="submit" icon="file" busy={busy} disabled={offline}>
            {t('reports.make')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
