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
          policies: [
            { from: { element: { type: 'app' } }, allow: { to: { element: { type: ['app', 'feature', 'entity', 'ui', 'kernel'] } } } },
            { from: { element: { type: 'feature' } }, allow: { to: { element: { type: ['entity', 'ui', 'kernel'] } } } },
            { from: { element: { type: 'feature' } }, allow: { to: { element: { type: 'feature', captured: { room: '{{from.captured.room}}' } } } } },
            { from: { element: { type: 'entity' } }, allow: { to: { element: { type: ['ui', 'kernel'] } } } },
            { from: { element: { type: 'entity' } }, allow: { to: { element: { type: 'entity', captured: { noun: '{{from.captured.noun}}' } } } } },
            { from: { element: { type: 'ui' } }, allow: { to: { element: { type: ['ui', 'kernel'] } } } },
            { from: { element: { type: 'kernel' } }, allow: { to: { element: { type: 'kernel' } } } },
            { from: { element: { type: '*' } }, allow: { to: { element: { type: 'testing' } } } },
            { from: { element: { type: 'testing' } }, allow: { to: { element: { type: ['testing', 'kernel'] } } } },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
);
