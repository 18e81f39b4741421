// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/Scene.h"
#include "ui/panels/CropFacts.h"
#include "ui/panels/CropTools.h"
#include "ui/widgets/PortraitCropView.h"

namespace studio::ui {

struct PortraitState;

// The portrait's crop as its views show it; nothing while the portrait isn't read.
[[nodiscard]] std::optional<CropState> cropState(const PortraitState& portrait);
// What is to be known about it. Without facts of the portrait: nothing.
[[nodiscard]] CropFactList cropFacts(const PortraitState& portrait);
// "amelie.png · 1536 × 1024 → 1382 × 778 → 688 × 384": picture, crop, film.
[[nodiscard]] QString cropInfo(const PortraitState& portrait);
// The crop of this shape (width / height in shares) around the largest face: 42 % of its height, the eyes on the upper
// third, as far as the picture allows. None without a face.
[[nodiscard]] std::optional<QRectF> cropOfFace(const PortraitState& portrait, double shareAspect);
// The shape that was chosen for it. Films have sides in multiples of 64, so a crop is of a shape, too, if it makes the
// same film as that shape would.
[[nodiscard]] CropShape cropShape(const PortraitState& portrait, const project::Scene& scene);
// Width / height; 0 for AsPicture and Free.
[[nodiscard]] double aspectOf(CropShape shape);

} // namespace studio::ui
