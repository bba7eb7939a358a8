export default {
  plugins: {
    'postcss-preset-mantine': {},
    'postcss-simple-vars': {
      variables: {
        'mantine-breakpoint-xs': '36em',
        'mantine-breakpoint-sm': '48em',
        'mantine-breakpoint-md': '62em',
        'mantine-breakpoint-lg': '75em',
        'mantine-breakpoint-xl': '88em',
        // Where lists are cards: a phone, upright or lying.
        phone: '(max-width: 640px), (max-width: 950px) and (max-height: 500px)',
        // A window in which nothing may stay at its edges: a lying phone, a page at 400 %.
        low: '(max-height: 500px)',
      },
    },
  },
};
