package dev.quantloop.app.setting;

import dev.quantloop.app.UserException;

/**
 * A setting has a value that makes no sense. The message names the setting in words; who asked for
 * the value adds the flag, or marks the field.
 */
public final class SettingException extends UserException {
  private static final long serialVersionUID = 1L;

  private final transient Setting<?> setting;

  public SettingException(Setting<?> setting, String message) {
    super(message);
    this.setting = setting;
  }

  public Setting<?> setting() {
    return setting;
  }
}
