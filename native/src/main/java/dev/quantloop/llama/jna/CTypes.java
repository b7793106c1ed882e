package dev.quantloop.llama.jna;

import com.sun.jna.DefaultTypeMapper;
import com.sun.jna.FromNativeContext;
import com.sun.jna.ToNativeContext;
import com.sun.jna.ToNativeConverter;
import com.sun.jna.TypeConverter;
import java.nio.file.Path;

/** How arguments and results pass that JNA has no or another C type for: C bool is a byte. */
final class CTypes extends DefaultTypeMapper {
  CTypes() {
    addTypeConverter(
        Boolean.class,
        new TypeConverter() {
          @Override
          public Object toNative(Object value, ToNativeContext context) {
            return (byte) (Boolean.TRUE.equals(value) ? 1 : 0);
          }

          @Override
          public Object fromNative(Object value, FromNativeContext context) {
            return (Byte) value != 0;
          }

          @Override
          public Class<?> nativeType() {
            return Byte.class;
          }
        });
    addToNativeConverter(
        Path.class,
        new ToNativeConverter() {
          @Override
          public Object toNative(Object path, ToNativeContext context) {
            return path.toString();
          }

          @Override
          public Class<?> nativeType() {
            return String.class;
          }
        });
  }
}
