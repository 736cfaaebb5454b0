import js from '@eslint/js';
import ts from 'typescript-eslint';
import hooks from 'eslint-plugin-react-hooks';
import boundaries from 'eslint-plugin-boundaries';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'test-results', 'src/kernel/api/schema.d.ts', 'src/app/boot.js'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  hooks.configs.flat.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/elements': [
        { type: 'app', pattern: 'src/app' },
        { type: 'feature', pattern: 'src/features/*', capture: ['room'] },
        { type: 'entity', pattern: 'src/entities/*', capture: ['noun'] },
        { type: 'ui', pattern: 'src/ui' },
        { type: 'kernel', pattern: 'src/kernel' },
        { type: 'testing', pattern: 'src/testing' },
      ],
      'boundaries/ignore': ['src/sw.ts'],
    },
    rules: {
      // app -> features -> entities -> ui -> kernel; a feature never imports another feature.
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          rules: [
            { from: { type: 'app' }, allow: { to: { type: ['app', 'feature', 'entity', 'ui', 'kernel'] } } },
            { from: { type: 'feature' }, allow: { to: { type: ['entity', 'ui', 'kernel'] } } },
            { from: { type: 'feature' }, allow: { to: { type: 'feature', captured: { room: '{{from.captured.room}}' } } } },
            { from: { type: 'entity' }, allow: { to: { type: ['ui', 'kernel'] } } },
            { from: { type: 'entity' }, allow: { to: { type: 'entity', captured: { noun: '{{from.captured.noun}}' } } } },
            { from: { type: 'ui' }, allow: { to: { type: ['ui', 'kernel'] } } },
            { from: { type: 'kernel' }, allow: { to: { type: 'kernel' } } },
            { from: { type: '*' }, allow: { to: { type: 'testing' } } },
            { from: { type: 'testing' }, allow: { to: { type: ['testing', 'kernel'] } } },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
);
