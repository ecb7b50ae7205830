# AWS's service models, reduced and embedded (tools/reduce_models.py), as two more sources of the library.
function(sluice_embed_aws_models library)
  # Debian's own, which has Debian's botocore; another python3 on PATH may have none.
  find_program(SLUICE_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
  set(folder ${CMAKE_BINARY_DIR}/aws_models)
  set(inputs ${CMAKE_SOURCE_DIR}/src/aws/models/operations.txt ${CMAKE_SOURCE_DIR}/src/aws/models/overlay.json)
  add_custom_command(
    OUTPUT ${folder}/embedded_models.S ${folder}/embedded_models.cc
    COMMAND ${SLUICE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/reduce_models.py ${inputs} ${folder}
    DEPENDS ${inputs} ${CMAKE_SOURCE_DIR}/tools/reduce_models.py
    COMMENT "Reducing the service models of AWS")
  target_sources(${library} PRIVATE ${folder}/embedded_models.S ${folder}/embedded_models.cc)
endfunction()
