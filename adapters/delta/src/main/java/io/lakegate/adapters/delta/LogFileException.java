package io.lakegate.adapters.delta;

import io.delta.kernel.exceptions.KernelEngineException;

/** A failure to read one file of a log, which it names. A KernelEngineException, because Kernel treats those by their cause. */
final class LogFileException extends KernelEngineException {
    private static final long serialVersionUID = 1L;

    private final String path;

    LogFileException(String path, Exception failure) {
        super("read " + path, reason(failure));
        this.path = path;
    }

    /** The path of the file, as the storage knows it. */
    String path() {
        return path;
    }

    private static Throwable reason(Exception failure) {
        Throwable cause = failure.getCause();
        return failure instanceof KernelEngineException && cause != null ? cause : failure;
    }
}
