/** How Mantine's controls look and behave here: their class names (styles/controls.css) and defaults. */
import type { MantineThemeComponents } from '@mantine/core'
import { shell } from '../words/shell.ts'

const field = { input: 'cz-input', label: 'cz-label', description: 'cz-desc', error: 'cz-err', required: 'cz-req' }
const drop = { dropdown: 'cz-drop', option: 'cz-opt', groupLabel: 'cz-opt-g', empty: 'cz-opt-g' }
const choice = { label: 'cz-choice-label', description: 'cz-desc', body: 'cz-choice-body' }
const dialog = {
  content: 'cz-dialog',
  header: 'cz-dialog-head',
  title: 'cz-dialog-title',
  body: 'cz-dialog-body',
  overlay: 'cz-overlay',
}
// A locked page scroll is a style element of the library's, which the page's policy forbids; the page itself never scrolls.
const floating = {
  lockScroll: false,
  closeButtonProps: { 'aria-label': shell.close },
  transitionProps: { duration: 120 },
}

export const controls: MantineThemeComponents = {
  Button: { defaultProps: { size: 'sm', variant: 'filled' }, classNames: { root: 'cz-btn', section: 'cz-btn-sec' } },
  ActionIcon: { defaultProps: { variant: 'subtle', size: 28 }, classNames: { root: 'cz-icon-btn' } },
  TextInput: { classNames: field },
  PasswordInput: { classNames: { ...field, innerInput: 'cz-inner-input' } },
  NumberInput: { defaultProps: { hideControls: true }, classNames: field },
  Textarea: { classNames: { ...field, input: 'cz-input cz-area' } },
  Select: { defaultProps: { checkIconPosition: 'right' }, classNames: { ...field, ...drop } },
  Autocomplete: { classNames: { ...field, ...drop } },
  MultiSelect: { classNames: { ...field, ...drop, pill: 'cz-pill' } },
  TagsInput: { classNames: { ...field, ...drop, pill: 'cz-pill' } },
  FileInput: { classNames: field },
  DateInput: { classNames: { ...field, day: 'cz-day' } },
  DatePickerInput: { classNames: field },
  TimeInput: { classNames: field },
  InputWrapper: { classNames: { label: 'cz-label', description: 'cz-desc', error: 'cz-err' } },
  Radio: { defaultProps: { size: 'xs' }, classNames: { radio: 'cz-radio', ...choice } },
  Checkbox: { defaultProps: { size: 'xs', radius: 4 }, classNames: { input: 'cz-check', ...choice } },
  Switch: {
    defaultProps: { size: 'sm', withThumbIndicator: false },
    classNames: { track: 'cz-switch', thumb: 'cz-switch-thumb', ...choice },
  },
  Slider: {
    defaultProps: { size: 2, thumbSize: 14 },
    classNames: {
      track: 'cz-sl-track',
      bar: 'cz-sl-bar',
      thumb: 'cz-sl-thumb',
      label: 'cz-sl-label',
      mark: 'cz-sl-mark',
    },
  },
  SegmentedControl: {
    defaultProps: { size: 'xs', withItemsBorders: false, transitionDuration: 120 },
    classNames: { root: 'cz-seg', indicator: 'cz-seg-ind', label: 'cz-seg-label' },
  },
  Tabs: { classNames: { root: 'cz-tabs', list: 'cz-tabs-list', tab: 'cz-tab', panel: 'cz-tabs-panel' } },
  Tooltip: { defaultProps: { openDelay: 400, withinPortal: true }, classNames: { tooltip: 'cz-tip' } },
  Menu: {
    defaultProps: { position: 'bottom-end', offset: 4, transitionProps: { duration: 120 } },
    classNames: { dropdown: 'cz-drop', item: 'cz-item', label: 'cz-opt-g', divider: 'cz-item-rule' },
  },
  Popover: { defaultProps: { transitionProps: { duration: 120 } }, classNames: { dropdown: 'cz-drop cz-pop' } },
  Modal: { defaultProps: { centered: true, padding: 0, ...floating }, classNames: dialog },
  Drawer: { defaultProps: { position: 'right', padding: 0, ...floating }, classNames: dialog },
  Notification: {
    classNames: {
      root: 'cz-toast',
      title: 'cz-toast-title',
      description: 'cz-toast-desc',
      icon: 'cz-toast-icon',
      closeButton: 'cz-icon-btn',
    },
  },
  Progress: { classNames: { root: 'cz-progress', section: 'cz-progress-ink' } },
  Skeleton: { classNames: { root: 'cz-skel' } },
  Kbd: { classNames: { root: 'cz-key' } },
}
