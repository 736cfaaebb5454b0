import type { EscalationRule, EscalationStep, Phase, Target, Urgency } from '@/kernel/api/services';
import { t } from '@/kernel/i18n';
import type { Errors } from '@/ui/useForm';

export const PHASES = ['waiting', 'accepted', 'enroute', 'arrived', 'diagnostic', 'repair'] as const satisfies readonly Phase[];
export const TARGETS = ['remind_provider', 'search_another', 'alert_manager'] as const satisfies readonly Target[];
export const TRIGGERS = ['late', 'in_phase'] as const satisfies readonly EscalationRule['trigger'][];

export type RuleValues = {
  name: string;
  trigger: EscalationRule['trigger'];
  after_minutes: string;
  phases: Phase[];
  urgencies: Urgency[];
  service_ids: string[];
  zone_ids: string[];
  hours_from: string;
  hours_until: string;
  max_age_minutes: string;
  steps: EscalationStep[];
};

export const newStep = (): EscalationStep => ({ target: 'alert_manager', wait_minutes: 10, repeats: 0, every_minutes: 10 });

export const valuesOf = (rule: EscalationRule | null): RuleValues => ({
  name: rule?.name ?? '',
  trigger: rule?.trigger ?? 'late',
  after_minutes: String(rule?.after_minutes ?? 0),
  phases: rule?.phases ?? [],
  urgencies: rule?.urgencies ?? [],
  service_ids: rule?.service_ids ?? [],
  zone_ids: rule?.zone_ids ?? [],
  hours_from: rule?.hours_from?.slice(0, 5) ?? '',
  hours_until: rule?.hours_until?.slice(0, 5) ?? '',
  max_age_minutes: String(rule?.max_age_minutes ?? 240),
  steps: rule?.steps ?? [
    { target: 'remind_provider', wait_minutes: 0, repeats: 1, every_minutes: 10 },
    { target: 'alert_manager', wait_minutes: 15, repeats: 0, every_minutes: 10 },
  ],
});

const whole = (text: string, least: number, most: number): boolean => /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;

export function errorsOf(values: RuleValues): Errors<RuleValues> {
  const found: Errors<RuleValues> = {};
  if (!values.name.trim()) found.name = t('check.required');
  if (!whole(values.after_minutes, 0, 10_080)) found.after_minutes = t('escalations.check_minutes');
  if (!whole(values.max_age_minutes, 1, 20_160)) found.max_age_minutes = t('escalations.check_minutes');
  if (!values.hours_from !== !values.hours_until) found.hours_until = t('escalations.check_hours');
  if (!values.steps.length) found.steps = t('escalations.check_steps');
  return found;
}

export const bodyOf = (values: RuleValues) => ({
  ...values,
  name: values.name.trim(),
  after_minutes: Number(values.after_minutes),
  max_age_minutes: Number(values.max_age_minutes),
  hours_from: values.hours_from || null,
  hours_until: values.hours_until || null,
});

/** When it begins: "dès que c'est en retard", "20 min après le début de : En route". */
export function beginning({ trigger, after_minutes, phases }: Pick<EscalationRule, 'trigger' | 'after_minutes' | 'phases'>): string {
  const where = phases.length ? phases.map((phase) => t(`escalations.phase.${phase}`)).join(', ') : t('escalations.any_phase');
  if (trigger === 'late') return after_minutes ? t('escalations.begins.late_after', { count: after_minutes, where }) : t('escalations.begins.late', { where });
  return t('escalations.begins.in_phase', { count: after_minutes, where });
}

/** The minutes after the beginning at which each step is done first, when nobody moves. */
export function schedule(steps: readonly EscalationStep[]): number[] {
  let at = 0;
  return steps.map(({ wait_minutes, repeats, every_minutes }) => {
    const first = at + wait_minutes;
    at = first + repeats * every_minutes;
    return first;
  });
}

export function stepText({ target, repeats, every_minutes }: EscalationStep, at: number): string {
  const what = t(`escalations.target.${target}`);
  const first = at ? t('escalations.step_after', { what, count: at }) : t('escalations.step_now', { what });
  return repeats ? t('escalations.step_repeats', { first, count: repeats, minutes: every_minutes }) : first;
}
