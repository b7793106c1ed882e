package dev.quantloop.llama.jna;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls the C functions of a library by name, each looked up once. Thread-safe. */
abstract class NativeFunctions {
  private final NativeLibrary library;
  private final Map<String, Function> functions = new ConcurrentHashMap<>();

  NativeFunctions(NativeLibrary library) {
    this.library = library;
  }

  public final boolean has(String function) {
    try {
      function(function);
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  private Function function(String name) {
    return functions.computeIfAbsent(name, library::getFunction);
  }

  final void callVoid(String name, Object... arguments) {
    function(name).invokeVoid(arguments);
  }

  final int callInt(String name, Object... arguments) {
    return function(name).invokeInt(arguments);
  }

  final long callLong(String name, Object... arguments) {
    return function(name).invokeLong(arguments);
  }

  final Pointer callPointer(String name, Object... arguments) {
    return function(name).invokePointer(arguments);
  }

  final boolean callBool(String name, Object... arguments) {
    return (byte) function(name).invoke(byte.class, arguments) != 0;
  }

  final String callString(String name, Object... arguments) {
    Pointer text = callPointer(name, arguments);
    return text == null ? null : text.getString(0, "UTF-8");
  }

  final Opaque callStruct(String name, Object... arguments) {
    return (Opaque) function(name).invoke(Opaque.class, arguments);
  }
}
