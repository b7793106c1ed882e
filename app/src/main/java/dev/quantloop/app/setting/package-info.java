/**
 * The settings of an experiment. {@link dev.quantloop.app.setting.Setting} is the one list of them;
 * options, form, guide and reports are made from it.
 */
package dev.quantloop.app.setting;
