package io.lakegate.server.session;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;

/** The values that a client has bound, to be read as the types that the statement turns out to want. */
public interface ParameterValues {
    /** Of a statement that has no parameters. */
    ParameterValues NONE = new ParameterValues() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public Value read(int index, LakeType type) {
            throw new IndexOutOfBoundsException(index);
        }
    };

    /** How many were bound. */
    int count();

    /**
     * A value as this type.
     *
     * @param index from 0, below {@link #count}
     * @throws GatewayException {@link ErrorCode#PARAMETER_VALUE} when it cannot be that
     */
    Value read(int index, LakeType type);
}
