# SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# The order of the rooms: folders of core, folders of ui, and app. A room may link and include only rooms of a lower
# rank.
# Read by StudioModule.cmake (what a target links) and by the test `layering` (what a file includes).
set(STUDIO_LAYERS
  base:0
  spec:1 tensor:1 media:1 telemetry:1 settings:1
  nn:2 model:2 project:2 hub:2 scores:2
  offload:3
  text:4 audio:4 vae:4 dit:4 sampler:4
  pipeline:5
  jobs:6
  ui/theme:8 ui/services:8
  ui/widgets:9 ui/models:9 ui/controllers:9
  ui/common:10
  ui/panels:11
  ui/dialogs:12
  ui/presenters:13
  ui/window:14
  app:15)

# Rooms that may use Qt, as a regular expression; the others are plain C++ and also run where there is no Qt.
set(STUDIO_QT_ROOMS "^(settings|ui/.*|app)$")
# Rooms that the window may not include, whatever their rank: tensors and checkpoints are behind pipeline and jobs.
set(STUDIO_TENSOR_ROOMS tensor nn model offload text audio vae dit sampler)
# Rooms that may include FFmpeg's headers.
set(STUDIO_FFMPEG_MODULES media)

function(studio_rank module result)
  if(NOT "${STUDIO_LAYERS}" MATCHES "(^|;)${module}:([0-9]+)")
    message(FATAL_ERROR "room '${module}' has no rank in packaging/cmake/Layers.cmake")
  endif()
  set(${result} ${CMAKE_MATCH_2} PARENT_SCOPE)
endfunction()
