import { t, type MessageKey } from '@/kernel/i18n';

const STEPS: MessageKey[] = ['imports.step.file', 'imports.step.check', 'imports.step.import'];

export function ImportSteps({ at }: { at: number }) {
  return (
    <ol className="steps">
      {STEPS.map((step, index) => (
        <li key={step} className={index < at ? 'done' : undefined} aria-current={index === at ? 'step' : undefined}>
          {index + 1}
          <span>. {t(step)}</span>
        </li>
      ))}
    </ol>
  );
}
