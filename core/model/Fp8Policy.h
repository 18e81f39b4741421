// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace studio::model {

// Whether a linear layer of the DiT keeps its dtype when the others become fp8 (MODEL.md 1.8): the embeddings, the time
// projection, the head and the audio encoder's last layer. `linearName`: from the root of the checkpoint, with or
// without ".weight".
bool staysUnquantised(std::string_view linearName);

} // namespace studio::model
